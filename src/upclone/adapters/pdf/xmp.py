"""What a PDF/A-3 file says of itself to machines: its title and dates, that it is one, and that it is a Factur-X."""

from __future__ import annotations

from datetime import UTC
from html import escape
from typing import Final

from upclone.adapters.pdf.sheet import Imprint

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FX: Final = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_PROPERTIES: Final = {
    "DocumentFileName": "name of the embedded XML invoice file",
    "DocumentType": "INVOICE",
    "Version": "version of the XML schema",
    "ConformanceLevel": "conformance level of the XML data",
}


def xmp(imprint: Imprint, attached: str | None) -> str:
    """The packet; `attached` names the XML in the file, where there is one."""
    at = imprint.generated_at.astimezone(UTC).isoformat(timespec="seconds")
    title = escape(f"{imprint.kind} {imprint.reference} · {imprint.title}")
    parts = [
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">',
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>",
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{escape(imprint.author)}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(imprint.title)}</rdf:li></rdf:Alt>'
        "</dc:description></rdf:Description>",
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f"<xmp:CreatorTool>upclone</xmp:CreatorTool><xmp:CreateDate>{at}</xmp:CreateDate>"
        f"<xmp:ModifyDate>{at}</xmp:ModifyDate></rdf:Description>",
    ]
    if attached is not None:
        parts += [_factur_x(attached), _schema()]
    return "".join([*parts, "</rdf:RDF></x:xmpmeta>"])


def _factur_x(name: str) -> str:
    facts = {"DocumentType": "INVOICE", "DocumentFileName": name, "Version": "1.0", "ConformanceLevel": "EN 16931"}
    inside = "".join(f"<fx:{key}>{value}</fx:{key}>" for key, value in facts.items())
    return f'<rdf:Description rdf:about="" xmlns:fx="{_FX}">{inside}</rdf:Description>'


def _schema() -> str:
    """PDF/A wants each schema that it does not know described in the file."""
    rows = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"
        for name, words in _PROPERTIES.items()
    )
    return (
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
        'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
        'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
        '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_FX}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{rows}</rdf:Seq></pdfaSchema:property>"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )
