"""Settings that all services share, from environment variables that begin with ``WIREROOM_``."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.topics import MIB

SECRET_LENGTH = 16
"""Characters of a key: fewer can be guessed."""


class Settings(BaseSettings):
    """Settings that all services share; each service adds its own. Times are in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="WIREROOM_",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # It may be a secret.
    )

    kafka: str = Field("127.0.0.1:9092", description="Kafka bootstrap servers, comma separated.")
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="Kafka security protocol."
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="SASL mechanism."
    )
    kafka_username: str | None = Field(None, description="SASL user name.")
    kafka_password: SecretStr | None = Field(None, description="SASL password.")
    kafka_ca_file: str | None = Field(None, description="CA certificates for Kafka over TLS.")
    kafka_idempotence: bool = Field(
        True, description="Idempotent producer; off only for brokers that can't."
    )
    kafka_broker_timestamps: bool = Field(
        True,
        description="Believe no timestamp that a publisher chose; off only for brokers that set "
        "none themselves.",
    )
    kafka_session_timeout: float = Field(
        30.0, gt=0, description="After this long without a heartbeat a replica is taken for dead."
    )
    mongo: SecretStr = Field(
        SecretStr("mongodb://127.0.0.1:27017"), description="MongoDB connection string."
    )
    mongo_database: str = Field("wireroom", description="MongoDB database.")
    signing_keys: SecretStr | None = Field(
        None,
        description="Secrets that sign replays and dead letters, comma separated: the first signs, "
        "all are accepted. Without any, services share one that they keep in MongoDB.",
    )
    instance: str | None = Field(
        None,
        description="Stable unique name of this replica, for static group membership; "
        "without one a restart makes the group wait for the session timeout.",
    )
    http_host: str = Field("127.0.0.1", description="Address of /metrics, /healthz, /readyz.")
    http_port: int = Field(0, ge=0, le=65535, description="Their port; 0 picks a free one.")
    batch_size: int = Field(200, ge=1, description="Most messages in one batch.")
    buffer_size: int = Field(1024, ge=1, description="Most messages read ahead.")
    buffer_mb: int = Field(
        64, ge=1, description="MiB of messages read ahead; one fetch may exceed it."
    )
    linger_seconds: float = Field(
        0.005, ge=0, description="How long an output may wait for others to be sent with it."
    )
    failure_limit: int = Field(
        50,
        ge=1,
        description="After this many failures in a row the service tries articles of its own, and "
        "stops if they fail too.",
    )
    stall_seconds: float = Field(
        300.0, gt=0, description="A batch that takes longer makes the service not ready."
    )
    stop_seconds: float = Field(
        20.0,
        gt=0,
        description="A service that was told to stop ends after this long at the latest.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least level logged."
    )
    log_format: Literal["json", "console"] = Field("json", description="How log lines look.")
    max_message_bytes: int = Field(
        8 * MIB,
        ge=1024,
        description="Largest message that a topic takes; a larger one becomes a dead letter.",
    )

    @field_validator("signing_keys")
    @classmethod
    def _long_enough(cls, given: SecretStr | None) -> SecretStr | None:
        if any(len(one) < SECRET_LENGTH for one in _split(given)):
            raise ValueError(f"a key has at least {SECRET_LENGTH} characters")
        return given

    @property
    def signing_secrets(self) -> list[bytes]:
        """The keys that sign, newest first; empty without any."""
        return [one.encode() for one in _split(self.signing_keys)]

    @property
    def most_together(self) -> int:
        """Most messages in one batch."""
        return self.batch_size


def _split(given: SecretStr | None) -> list[str]:
    names = given.get_secret_value().split(",") if given else []
    return [one.strip() for one in names if one.strip()]
