"""The document keeps schemas by their names: two of one name would describe each other's answers."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from upclone.entrypoints.api.app import FEATURES
from upclone.entrypoints.api.schemas import Shape


def _shapes(model: Any, seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if not (isinstance(model, type) and issubclass(model, BaseModel)) or model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        kinds = [field.annotation]
        while kinds:
            kind = kinds.pop()
            kinds += getattr(kind, "__args__", ())
            yield from _shapes(kind, seen)


def test_no_two_schemas_have_one_name() -> None:
    """Whatever is answered is described by itself."""
    seen: set[type[BaseModel]] = set()
    for feature in FEATURES:
        for route in feature.routes:
            for shape in (route.shape, route.otherwise):
                list(_shapes(shape, seen))
    names: dict[str, set[type[BaseModel]]] = {}
    for shape in seen:
        if issubclass(shape, Shape):
            names.setdefault(str(shape.model_config.get("title") or shape.__name__), set()).add(shape)
    assert {name: shapes for name, shapes in names.items() if len(shapes) > 1} == {}
