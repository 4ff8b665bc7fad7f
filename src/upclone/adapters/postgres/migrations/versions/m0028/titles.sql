UPDATE job_search SET doc = doc || array_to_tsvector(ARRAY(
    SELECT 'w:' || stem FROM unnest(tsvector_to_array(ts_filter(doc, '{a}'))) AS title (stem)));
UPDATE freelancer_search SET doc = doc || array_to_tsvector(ARRAY(
    SELECT 'w:' || stem FROM unnest(tsvector_to_array(ts_filter(doc, '{a}'))) AS title (stem)));
