"""Documents as PDF files, typeset with fpdf2."""
