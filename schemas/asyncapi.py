"""The topics as one AsyncAPI 3.0 document: what lies on each, who writes it, who reads it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from schemas.dead_letter import DeadLetter
from schemas.json_schema import definitions, header_schema
from schemas.topics import ENRICHED, LIVE, RAW, TOPICS, Topic, dead_topic

Node = dict[str, Any]


class Flow(NamedTuple):
    """That somebody writes or reads a topic: ``action`` is ``send`` or ``receive``."""

    who: str
    action: str
    topic: Topic


OUTSIDE = (Flow("publishers", "send", RAW), Flow("downstream systems", "receive", ENRICHED))
"""Who writes and reads without being a service of ours."""

KAFKA_BINDING = "0.5.0"

DESCRIPTION = """\
Wireroom turns raw scraped news articles into enriched events. Publishers write `articles.raw`;
the services intake, cleaning, tagging and storage pass each article on; downstream systems read
`articles.enriched`, where one `event_id` may be seen more than once.

Every value is one JSON object in UTF-8. Ignore fields that you do not know. A breaking change is
a new topic whose name ends in `.v2`.
"""


def with_dead_letters(flows: Iterable[Flow]) -> list[Flow]:
    """The flows of services, those of their dead letters, and those of the outside."""
    found = [*OUTSIDE[:1], *flows, *OUTSIDE[1:]]
    for who, action, topic in tuple(found):
        if action == "receive" and (who, action, topic) not in OUTSIDE:
            dead = dead_topic(topic)
            found += [Flow(who, "send", dead), Flow("wireroom dead", "receive", dead)]
    return list(dict.fromkeys(found))


def document(flows: Iterable[Flow]) -> Node:
    """The whole document, as plain lists and dicts; ``flows`` are those of the services."""
    flows = with_dead_letters(flows)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Wireroom",
            "version": "1.0.0",
            "description": DESCRIPTION,
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "defaultContentType": "application/json",
        "channels": {_channel_id(topic): _channel(topic) for topic in TOPICS.values()},
        "operations": dict(map(_operation, flows)),
        "components": {
            "messages": {_message_id(topic): _message(topic) for topic in TOPICS.values()},
            "schemas": {
                **definitions(
                    [topic.model for topic in LIVE] + [DeadLetter], "#/components/schemas/{model}"
                ),
                **{
                    f"{_message_id(topic)}Headers": header_schema(topic)
                    for topic in TOPICS.values()
                },
            },
        },
    }


def _ref(*path: str) -> Node:
    return {"$ref": "#/" + "/".join(path)}


def _channel_id(topic: Topic) -> str:
    """The topic's name as an identifier, which the specification wants; ``address`` is the name."""
    return topic.name.replace(".", "-")


def _message_id(topic: Topic) -> str:
    return f"{'Dead' if topic.is_dead else ''}{topic.model.__name__}"


def _channel(topic: Topic) -> Node:
    configs = topic.configs
    return {
        "address": topic.name,
        "summary": topic.summary,
        "messages": {_message_id(topic): _ref("components", "messages", _message_id(topic))},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": configs["cleanup.policy"].split(","),
                    "retention.ms": int(configs["retention.ms"]),
                    "max.message.bytes": int(configs["max.message.bytes"]),
                },
                "bindingVersion": KAFKA_BINDING,
            }
        },
        "x-message-timestamp-type": configs["message.timestamp.type"],
    }


def _message(topic: Topic) -> Node:
    what = topic.model.__name__
    message_id = _message_id(topic)
    if topic.is_dead:
        content = "application/octet-stream"
        payload = {"description": f"The bytes of a {what} that did not get through, unchanged."}
    else:
        content = "application/json"
        payload = _ref("components", "schemas", what)
    return {
        "name": message_id,
        "summary": topic.summary,
        "contentType": content,
        "headers": _ref("components", "schemas", f"{message_id}Headers"),
        "payload": payload,
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": topic.key},
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _operation(flow: Flow) -> tuple[str, Node]:
    """The operation's name and itself."""
    who, action, topic = flow
    verb = {"send": "Writes", "receive": "Reads"}[action]
    return (
        f"{who.replace(' ', '-')}-{action}-{_message_id(topic)}",
        {
            "action": action,
            "channel": _ref("channels", _channel_id(topic)),
            "summary": f"{verb} {topic.name}.",
            "tags": [{"name": who}],
            "messages": [_ref("channels", _channel_id(topic), "messages", _message_id(topic))],
        },
    )
