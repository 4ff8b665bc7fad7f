"""Places in bodies and answers: degrees as people write them, micro-degrees inside."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from upclone.domain.people.places import MICRO, Place, place
from upclone.entrypoints.api.schemas import WRITABLE, Body, Shape

_EXAMPLE: Final[Any] = {"city": "Lyon", "country": "FR", "latitude": 45.764, "longitude": 4.8357}


class PlaceBody(Body):
    """A city: `country` by ISO 3166-1, coordinates in degrees."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    city: Annotated[str, Field(min_length=1, max_length=120, pattern=WRITABLE)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]

    def place(self, field: str = "place") -> Place:
        """The place as the domain knows it. Raises Invalid below `field`."""
        return place(self.city, self.country, round(self.latitude * MICRO), round(self.longitude * MICRO), field)


class PlaceShape(Shape):
    """A city; its coordinates in degrees."""

    model_config = ConfigDict(title="Place", json_schema_extra={"examples": [_EXAMPLE]})

    city: str
    country: str
    latitude: float
    longitude: float


def place_shape(where: Place) -> PlaceShape:
    """A place as it is answered."""
    return PlaceShape(
        city=where.city, country=where.country, latitude=where.latitude / MICRO, longitude=where.longitude / MICRO
    )
