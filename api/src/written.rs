//! Answers as JSON, of which a part may be written already.
//!
//! The schema engine builds an answer of small values, each with a place on the heap. A page of rows is written
//! as text instead, row by row, and travels inside of the answer like any other value. Nothing looks into it
//! again: what may still have to be mended, because a field of it failed, or to be joined with what is asked
//! for under the same name elsewhere, is not written ahead.

use async_graphql::{Response, Value};
use bytes::Bytes;

/// Lies with a request in whose answer nothing has to be joined with anything else.
pub(crate) struct MayBeAhead;

/// JSON, as a value. Nothing else in the schema is made of bytes.
pub(crate) fn ahead(json: Vec<u8>) -> Value {
    Value::Binary(Bytes::from(json))
}

/// Adds a value. All that is in an answer is JSON: nothing can fail.
pub(crate) fn add(value: &Value, to: &mut Vec<u8>) {
    match value {
        Value::Binary(json) => to.extend_from_slice(json),
        Value::List(items) => {
            to.push(b'[');
            for (number, item) in items.iter().enumerate() {
                separate(number, to);
                add(item, to);
            }
            to.push(b']');
        }
        Value::Object(members) => {
            to.push(b'{');
            for (number, (key, member)) in members.iter().enumerate() {
                separate(number, to);
                add_key(key, to);
                add(member, to);
            }
            to.push(b'}');
        }
        Value::Null | Value::Number(_) | Value::String(_) | Value::Boolean(_) | Value::Enum(_) => {
            add_plain(value, to);
        }
    }
}

/// Adds a whole answer.
pub(crate) fn add_response(response: &Response, to: &mut Vec<u8>) {
    to.extend_from_slice(b"{\"data\":");
    add(&response.data, to);
    if !response.extensions.is_empty() {
        to.extend_from_slice(b",\"extensions\":");
        add_plain(&response.extensions, to);
    }
    if !response.errors.is_empty() {
        to.extend_from_slice(b",\"errors\":");
        add_plain(&response.errors, to);
    }
    to.push(b'}');
}

/// A name of GraphQL, which has no letter that JSON would write otherwise.
pub(crate) fn add_key(name: &str, to: &mut Vec<u8>) {
    to.push(b'"');
    to.extend_from_slice(name.as_bytes());
    to.extend_from_slice(b"\":");
}

/// What stands between two members.
pub(crate) fn separate(number: usize, to: &mut Vec<u8>) {
    if number > 0 {
        to.push(b',');
    }
}

/// What holds nothing that was written ahead.
pub(crate) fn add_plain(value: &impl serde::Serialize, to: &mut Vec<u8>) {
    let before = to.len();
    if serde_json::to_writer(&mut *to, value).is_err() {
        to.truncate(before);
        to.extend_from_slice(b"null");
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Name, ServerError, value};

    use super::*;

    fn text(value: &Value) -> String {
        let mut text = Vec::new();
        add(value, &mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn values_are_written_as_their_json() {
        for value in [
            value!(null),
            value!([]),
            value!({}),
            value!([1, -2.5, true, null, "a \"b\" \n \u{1F600}"]),
            value!({ "a": { "b": [{ "c": "d" }, { "c": "e" }] }, "_f": 9_007_199_254_740_993_u64 }),
            Value::Enum(Name::new("ACTIVE")),
        ] {
            assert_eq!(text(&value), serde_json::to_string(&value).unwrap());
        }
    }

    #[test]
    fn what_was_written_ahead_is_taken_as_it_is() {
        let page = ahead(b"[{\"id\":\"1\"},{\"id\":\"2\"}]".to_vec());
        let Value::Object(mut members) = value!({ "edges": null, "more": false }) else {
            panic!("an object");
        };
        members["edges"] = page;
        assert_eq!(
            text(&Value::Object(members)),
            r#"{"edges":[{"id":"1"},{"id":"2"}],"more":false}"#
        );
    }

    #[test]
    fn a_whole_answer_is_what_the_engine_would_write() {
        let mut response = Response::new(value!({ "a": 1 }));
        let same = |response: &Response| {
            let mut text = Vec::new();
            add_response(response, &mut text);
            assert_eq!(
                String::from_utf8(text).unwrap(),
                serde_json::to_string(response).unwrap()
            );
        };
        same(&response);
        response.errors.push(ServerError::new("no", None));
        response.extensions.insert("x".to_owned(), value!([1]));
        same(&response);
    }
}
