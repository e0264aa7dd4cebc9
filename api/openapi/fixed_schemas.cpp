#include "api/openapi/fixed_schemas.h"

namespace shanhai::api {

namespace {

constexpr const char* schemas = R"json({
"Text": {"type": "object", "description": "a text in both languages", "required": ["zh", "en"],
  "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}},
"Problem": {"type": "object", "description": "RFC 9457", "required": ["type", "title", "status", "code", "field", "detail", "problems", "instance"],
  "properties": {
    "type": {"type": "string", "format": "uri"}, "title": {"type": "string"}, "status": {"type": "integer"},
    "code": {"type": "string", "description": "stable, for programs"},
    "field": {"type": "string", "description": "JSON pointer into the request; empty when the whole is refused"},
    "detail": {"type": "string", "description": "for people, in the language of Accept-Language"},
    "problems": {"type": "array", "description": "all that was found wrong",
      "items": {"type": "object", "required": ["code", "field", "detail"],
        "properties": {"code": {"type": "string"}, "field": {"type": "string"}, "detail": {"type": "string"}}}},
    "instance": {"type": "string", "description": "names the request in the log"}}},
"Login": {"type": "object", "required": ["user", "password"], "properties": {"user": {"type": "string"}, "password": {"type": "string"}}},
"Session": {"type": "object", "required": ["user", "language", "csrf"],
  "properties": {"user": {"type": "string"}, "language": {"enum": ["zh", "en"]},
    "csrf": {"type": "string", "description": "the header field that proves, with the value 1, that a change comes from our own pages"},
    "token": {"type": "string", "description": "for Authorization: Bearer"}, "expires": {"type": "string", "format": "date-time"}}},
"Reason": {"type": "object", "additionalProperties": false, "required": ["reason"], "properties": {"reason": {"type": "string"}}},
"Reference": {"type": "object", "required": ["id", "type", "number", "label"],
  "properties": {"id": {"type": "string"}, "type": {"type": "string"}, "number": {"type": ["string", "null"]}, "label": {"type": "string"}}},
"ReferenceGiven": {"description": "\"#12\" (an id), a key or number, or {\"id\": \"12\"}",
  "anyOf": [{"type": "string"}, {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}]},
"File": {"type": "object", "required": ["sha256", "name", "size", "media_type"],
  "properties": {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "name": {"type": "string"}, "size": {"type": "integer"}, "media_type": {"type": "string"}}},
"FileGiven": {"type": "object", "required": ["sha256", "name"], "properties": {"sha256": {"type": "string"}, "name": {"type": "string"}}},
"Coordinates": {"type": "object", "description": "dimension: label", "additionalProperties": {"type": "string"}},
"Posting": {"type": "object", "required": ["measure", "value", "unit", "day", "coordinates"],
  "properties": {"measure": {"type": "string"}, "title": {"$ref": "#/components/schemas/Text"}, "value": {"type": "string"}, "unit": {"type": "string"},
    "day": {"type": "string", "format": "date"}, "coordinates": {"$ref": "#/components/schemas/Coordinates"}}},
"Entry": {"type": "object", "required": ["seq", "at", "actor", "action"],
  "properties": {"seq": {"type": "string"}, "at": {"type": "string", "format": "date-time"}, "actor": {"type": "string"},
    "action": {"enum": ["create", "amend", "advance", "void"]}, "transition": {"type": ["string", "null"]}, "reason": {"type": ["string", "null"]},
    "set": {"type": "object"}, "was": {"type": "object"}, "leaf": {"type": "string", "description": "leaf hash, hexadecimal"},
    "postings": {"type": "array", "items": {"$ref": "#/components/schemas/Posting"}}}},
"History": {"type": "object", "required": ["entries"], "properties": {"entries": {"type": "array", "items": {"$ref": "#/components/schemas/Entry"}}}},
"Target": {"type": ["object", "null"], "properties": {"at_least": {"type": "string"}, "at_most": {"type": "string"}, "met": {"type": ["boolean", "null"]}}},
"Cell": {"type": "object", "required": ["where", "value", "unit"],
  "properties": {"where": {"$ref": "#/components/schemas/Coordinates"}, "keys": {"$ref": "#/components/schemas/Coordinates"},
    "value": {"type": ["string", "null"], "description": "decimal text; null when it cannot be computed"}, "unit": {"type": "string"},
    "target": {"$ref": "#/components/schemas/Target"}}},
"Figure": {"type": "object", "required": ["figure", "title", "unit", "kind", "decimals", "as_of", "rows"],
  "properties": {"figure": {"type": "string"}, "title": {"$ref": "#/components/schemas/Text"}, "unit": {"type": "string"},
    "kind": {"enum": ["flow", "stock"]}, "decimals": {"type": "integer"}, "as_of": {"type": ["string", "null"]},
    "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Cell"}}}},
"Figures": {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": {
  "type": "object", "required": ["figure", "where", "value", "unit"],
  "properties": {"figure": {"type": "string"}, "where": {"$ref": "#/components/schemas/Coordinates"}, "keys": {"$ref": "#/components/schemas/Coordinates"},
    "value": {"type": ["string", "null"]}, "unit": {"type": "string"}, "target": {"$ref": "#/components/schemas/Target"},
    "because": {"type": "string", "description": "why there is no value"}}}}}},
"Lineage": {"type": "object", "required": ["figure", "where", "value", "unit", "operands", "postings", "next"],
  "properties": {"figure": {"type": "string"}, "where": {"$ref": "#/components/schemas/Coordinates"}, "value": {"type": ["string", "null"]}, "unit": {"type": "string"},
    "operands": {"type": "array", "items": {"type": "object",
      "properties": {"measure": {"type": "string"}, "title": {"$ref": "#/components/schemas/Text"}, "filter": {"type": ["string", "null"]},
        "value": {"type": "string"}, "unit": {"type": "string"}, "postings": {"type": "integer"}}}},
    "postings": {"type": "array", "items": {"type": "object",
      "properties": {"entry": {"type": "string"}, "measure": {"type": "string"}, "value": {"type": "string"}, "unit": {"type": "string"},
        "day": {"type": "string", "format": "date"}, "at": {"type": "string", "format": "date-time"}, "actor": {"type": "string"}, "action": {"type": "string"},
        "record": {"$ref": "#/components/schemas/Reference"}, "coordinates": {"$ref": "#/components/schemas/Coordinates"}}}},
    "next": {"type": ["string", "null"]}}},
"Published": {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": {"type": "object",
  "required": ["id", "value", "computed", "qualifier", "verdict"],
  "properties": {"id": {"type": "string"}, "source": {"type": "string"}, "area": {"type": "string"}, "giver": {"type": "string"}, "receiver": {"type": "string"},
    "metric_zh": {"type": "string"}, "metric_en": {"type": "string"}, "value": {"type": "string"}, "unit": {"type": "string"}, "qualifier": {"type": "string"},
    "period": {"type": "string"}, "figure": {"type": ["string", "null"]}, "where": {"type": ["object", "null"]}, "computed": {"type": ["string", "null"]},
    "verdict": {"enum": ["agrees", "differs", "not_a_balance", "module"]}, "module": {"type": ["string", "null"]},
    "because": {"anyOf": [{"$ref": "#/components/schemas/Text"}, {"type": "null"}]}}}}}},
"TreeHead": {"type": "object", "required": ["size", "root"], "properties": {"size": {"type": "integer"}, "root": {"type": "string"}}},
"Model": {"type": "object", "description": "the modules' record types, measures and figures; see docs/api.md", "required": ["modules", "types", "measures", "figures"],
  "properties": {"demo": {"type": "boolean"}, "program": {"type": "object"}, "modules": {"type": "array"}, "types": {"type": "array"},
    "measures": {"type": "array"}, "figures": {"type": "array"}}},
"OpenApi": {"type": "object", "description": "this document"}
})json";

} // namespace

json::object fixed_schemas() { return json::parse(schemas).as_object(); }

} // namespace shanhai::api
