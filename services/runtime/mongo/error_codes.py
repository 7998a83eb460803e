"""The server's error codes that decide what becomes of a message, and what each group means.

Names and numbers are those of ``error_codes.yml`` in MongoDB's source; codes without a name there
are called after their cause.
"""

from enum import IntEnum


class ErrorCode(IntEnum):
    """A code of MongoDB's server."""

    INTERNAL_ERROR = 1
    BAD_VALUE = 2
    HOST_UNREACHABLE = 6
    HOST_NOT_FOUND = 7
    UNKNOWN_ERROR = 8
    USER_NOT_FOUND = 11
    UNAUTHORIZED = 13
    TYPE_MISMATCH = 14
    OVERFLOW = 15
    AUTHENTICATION_FAILED = 18
    INVALID_BSON = 22
    LOCK_TIMEOUT = 24
    PATH_NOT_VIABLE = 28
    LOCK_BUSY = 46
    MAX_TIME_MS_EXPIRED = 50
    DOLLAR_PREFIXED_FIELD_NAME = 52
    INVALID_DB_REF = 55
    EMPTY_FIELD_NAME = 56
    DOTTED_FIELD_NAME = 57
    STALE_SHARD_VERSION = 63
    WRITE_CONCERN_TIMEOUT = 64
    NETWORK_TIMEOUT = 89
    SHUTDOWN_IN_PROGRESS = 91
    UNSATISFIABLE_WRITE_CONCERN = 100
    WRITE_CONFLICT = 112
    DOCUMENT_VALIDATION_FAILURE = 121
    FAILED_TO_SATISFY_READ_PREFERENCE = 133
    READ_CONCERN_MAJORITY_NOT_AVAILABLE_YET = 134
    STALE_EPOCH = 150
    PRIMARY_STEPPED_DOWN = 189
    NETWORK_INTERFACE_EXCEEDED_TIME_LIMIT = 202
    SNAPSHOT_UNAVAILABLE = 246
    EXCEEDED_TIME_LIMIT = 262
    SOCKET_EXCEPTION = 9001
    NOT_WRITABLE_PRIMARY = 10107
    BSON_OBJECT_TOO_LARGE = 10334
    DUPLICATE_KEY = 11000
    INTERRUPTED_AT_SHUTDOWN = 11600
    INTERRUPTED = 11601
    INTERRUPTED_DUE_TO_REPL_STATE_CHANGE = 11602
    STALE_CONFIG = 13388
    NOT_PRIMARY_NO_SECONDARY_OK = 13435
    NOT_PRIMARY_OR_SECONDARY = 13436
    OUT_OF_DISK_SPACE = 14031
    KEY_TOO_LONG = 17280
    TOO_LARGE_AFTER_UPDATE = 17419
    TOO_LARGE_AFTER_REPLACEMENT = 17420


AWAY_AT_START = frozenset(
    {
        # The network.
        ErrorCode.HOST_UNREACHABLE,
        ErrorCode.HOST_NOT_FOUND,
        ErrorCode.NETWORK_TIMEOUT,
        ErrorCode.NETWORK_INTERFACE_EXCEEDED_TIME_LIMIT,
        ErrorCode.SOCKET_EXCEPTION,
        # Shutting down, or no longer the primary.
        ErrorCode.SHUTDOWN_IN_PROGRESS,
        ErrorCode.PRIMARY_STEPPED_DOWN,
        ErrorCode.NOT_WRITABLE_PRIMARY,
        ErrorCode.INTERRUPTED_AT_SHUTDOWN,
        ErrorCode.INTERRUPTED_DUE_TO_REPL_STATE_CHANGE,
        ErrorCode.NOT_PRIMARY_NO_SECONDARY_OK,
        ErrorCode.NOT_PRIMARY_OR_SECONDARY,
        # Locked or interrupted.
        ErrorCode.LOCK_TIMEOUT,
        ErrorCode.LOCK_BUSY,
        ErrorCode.WRITE_CONFLICT,
        ErrorCode.INTERRUPTED,
        # Too slow, or too few members.
        ErrorCode.MAX_TIME_MS_EXPIRED,
        ErrorCode.WRITE_CONCERN_TIMEOUT,
        ErrorCode.UNSATISFIABLE_WRITE_CONCERN,
        ErrorCode.EXCEEDED_TIME_LIMIT,
        # No member to read from, no majority yet, no snapshot.
        ErrorCode.FAILED_TO_SATISFY_READ_PREFERENCE,
        ErrorCode.READ_CONCERN_MAJORITY_NOT_AVAILABLE_YET,
        ErrorCode.SNAPSHOT_UNAVAILABLE,
        # Chunks of a sharded collection that are moving.
        ErrorCode.STALE_SHARD_VERSION,
        ErrorCode.STALE_EPOCH,
        ErrorCode.STALE_CONFIG,
        # A full disk, which SecantusDB calls an internal error.
        ErrorCode.INTERNAL_ERROR,
        ErrorCode.UNKNOWN_ERROR,
        ErrorCode.OUT_OF_DISK_SPACE,
    }
)
"""The store is unavailable: wait. With these codes even while a service starts."""

AWAY = AWAY_AT_START | {
    ErrorCode.USER_NOT_FOUND,
    ErrorCode.UNAUTHORIZED,
    ErrorCode.AUTHENTICATION_FAILED,
}
"""The same while a service runs: somebody withdrew a right and will give it back. At the start
these codes say that the configuration is wrong."""

REFUSED = frozenset(
    {
        ErrorCode.BAD_VALUE,
        ErrorCode.TYPE_MISMATCH,
        ErrorCode.OVERFLOW,
        ErrorCode.INVALID_BSON,
        ErrorCode.PATH_NOT_VIABLE,
        ErrorCode.DOLLAR_PREFIXED_FIELD_NAME,
        ErrorCode.INVALID_DB_REF,
        ErrorCode.EMPTY_FIELD_NAME,
        ErrorCode.DOTTED_FIELD_NAME,
        ErrorCode.DOCUMENT_VALIDATION_FAILURE,
        ErrorCode.BSON_OBJECT_TOO_LARGE,
        ErrorCode.TOO_LARGE_AFTER_UPDATE,
        ErrorCode.TOO_LARGE_AFTER_REPLACEMENT,
        ErrorCode.KEY_TOO_LONG,
    }
)
"""The store will never take this document."""
