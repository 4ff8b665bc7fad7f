"""Content in a bucket, by the S3 protocol: Amazon's, or anybody's who speaks it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from attrs import define, field

from upclone.adapters.storage.keys import checked, measured
from upclone.application.ports.store import StoreUnavailable
from upclone.domain.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONNECT_SECONDS: Final = 2
READ_SECONDS: Final = 6
_MISSING: Final = {"NoSuchKey", "404"}


@define
class S3Storage:
    """Objects called by their key in `bucket`. `endpoint` is None for Amazon's own; so are the keys where the machine
    has a role."""

    bucket: str
    region: str
    endpoint: str | None = None
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    _client: S3Client | None = field(default=None, init=False, repr=False)
    _prober: S3Client | None = field(default=None, init=False, repr=False)

    def put(self, content: BinaryIO) -> str:
        """Keep what is left to read of `content`; its key. The other side checks the hash before it says yes."""
        key, size = measured(content)
        with self._asking(key) as client:
            client.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=content,
                ContentLength=size,
                ContentType="application/octet-stream",
                ChecksumSHA256=base64.b64encode(bytes.fromhex(key)).decode(),
            )
        return key

    def open(self, key: str) -> BinaryIO:
        """The content. Raises NotFound."""
        with self._asking(checked(key)) as client:
            return cast(BinaryIO, client.get_object(Bucket=self.bucket, Key=key)["Body"])

    def delete(self, key: str) -> None:
        """Keep it no longer."""
        with self._asking(checked(key)) as client:
            client.delete_object(Bucket=self.bucket, Key=key)

    def check(self) -> None:
        """Whether the bucket answers, within two seconds, and lets us see what it has."""
        try:
            with self._asking(""):
                self._prober = self._prober or self._made(connect=1, read=1)
                self._prober.head_bucket(Bucket=self.bucket)
        except NotFound:
            raise StoreUnavailable("the files' bucket: there is none of this name") from None

    @contextmanager
    def _asking(self, key: str) -> Iterator[S3Client]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield self._connected()
        except ClientError as failure:
            code = failure.response.get("Error", {}).get("Code", "")
            if code in _MISSING:
                raise NotFound("content", key) from None
            raise StoreUnavailable(f"the files' bucket: {code}") from failure
        except BotoCoreError as failure:
            raise StoreUnavailable(f"the files' bucket: {type(failure).__name__}") from failure

    def _connected(self) -> S3Client:
        """Made at the first use: the library takes a quarter of a second to import."""
        self._client = self._client or self._made(CONNECT_SECONDS, READ_SECONDS)
        return self._client

    def _made(self, connect: int, read: int) -> S3Client:
        import boto3
        from botocore.config import Config

        session = boto3.session.Session(self.access_key, self.secret_key, region_name=self.region)
        config = Config(
            connect_timeout=connect,
            read_timeout=read,
            retries={"total_max_attempts": 1},
            request_checksum_calculation="when_required",
            s3={"addressing_style": "path" if self.endpoint else "auto"},
        )
        made: S3Client = session.client("s3", endpoint_url=self.endpoint, config=config)
        return made
