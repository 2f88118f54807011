//! What is asked, as it came over the wire.

use serde_json::{Map, Value};

use super::fault::Fault;

/// One request, well formed; whether its document makes sense is not looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ask {
    pub(super) document: Document,
    pub(super) operation: Option<String>,
    pub(super) variables: Map<String, Value>,
    pub(super) extensions: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Document {
    Text(String),
    /// `sha256:` and a hash.
    Id(String),
}

impl Ask {
    pub(super) fn from_body(body: &[u8]) -> Result<Self, Fault> {
        let value = serde_json::from_slice(body).map_err(|error| not_json(&error))?;
        Self::from_value(value)
    }

    pub(super) fn from_value(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Object(members) => Self::from_members(members),
            Value::Array(_) => Err(bad("several requests at once are not taken")),
            _ => Err(bad("the request is not a JSON object")),
        }
    }

    /// From what follows the question mark of an address.
    pub(super) fn from_address(query: &str) -> Result<Self, Fault> {
        let mut members = Map::new();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = match key.as_ref() {
                // What is there but empty was not said.
                "operationName" | "variables" | "extensions" if value.is_empty() => Value::Null,
                "query" | "documentId" | "operationName" => Value::String(value.into_owned()),
                "variables" | "extensions" => {
                    serde_json::from_str(&value).map_err(|error| not_json(&error))?
                }
                _ => continue,
            };
            if members.insert(key.into_owned(), value).is_some() {
                return Err(bad("a parameter stands in the address twice"));
            }
        }
        Self::from_members(members)
    }

    fn from_members(mut members: Map<String, Value>) -> Result<Self, Fault> {
        let text = optional_text(&mut members, "query")?;
        let id = optional_text(&mut members, "documentId")?;
        let document = match (text, id) {
            (Some(text), None) => Document::Text(text),
            (None, Some(id)) => Document::Id(id),
            (None, None) => return Err(bad("there is neither a query nor a documentId")),
            (Some(_), Some(_)) => return Err(bad("there is a query and a documentId: send one")),
        };
        Ok(Self {
            document,
            operation: optional_text(&mut members, "operationName")?,
            variables: optional_members(&mut members, "variables")?,
            extensions: optional_members(&mut members, "extensions")?,
        })
    }
}

fn optional_text(members: &mut Map<String, Value>, key: &str) -> Result<Option<String>, Fault> {
    match members.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad(&format!("{key} is not a text"))),
    }
}

fn optional_members(
    members: &mut Map<String, Value>,
    key: &str,
) -> Result<Map<String, Value>, Fault> {
    match members.remove(key) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(inner)) => Ok(inner),
        Some(_) => Err(bad(&format!("{key} is not an object"))),
    }
}

fn bad(message: &str) -> Fault {
    Fault::BadRequest(message.to_owned())
}

fn not_json(error: &serde_json::Error) -> Fault {
    let (line, column) = (error.line(), error.column());
    Fault::BadRequest(format!("not JSON from line {line}, column {column} on"))
}
