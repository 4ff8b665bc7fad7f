from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

from upclone.entrypoints.api.document import Document


def test_the_document_is_made_by_its_first_reader_and_once_for_all_who_ask_at_the_same_time() -> None:
    """A server starts without it, and a crowd that asks for it costs one making."""
    made: list[dict[str, Any]] = []

    def make() -> dict[str, Any]:
        sleep(0.05)  # the others ask meanwhile
        made.append({"openapi": "3.1.0", "number": len(made)})
        return made[-1]

    document = Document(make)
    assert made == []
    with ThreadPoolExecutor(4) as readers:
        read = list(readers.map(lambda _: document.content(), range(4)))
    assert [each["number"] for each in read] == [0, 0, 0, 0]
    assert document.text == '{"openapi": "3.1.0", "number": 0}'
