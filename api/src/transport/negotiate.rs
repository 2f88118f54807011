//! In which form a request comes, and in which one its answer is wanted.

use axum::http::{HeaderMap, header};

use super::door::text;

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A request that was not carried out has a status of its own.
    Response,
    /// As it was before there was a specification: a well-formed request is answered with 200.
    Json,
    /// Server-sent events.
    Stream,
}

impl Form {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Stream => "text/event-stream; charset=utf-8",
        }
    }

    fn named(media_type: &str) -> Option<Self> {
        match media_type {
            "application/graphql-response+json" => Some(Self::Response),
            "application/json" | "application/*" | "*/*" => Some(Self::Json),
            "text/event-stream" => Some(Self::Stream),
            _ => None,
        }
    }
}

/// The form that is liked best; the first of several that are liked the same. Whoever says nothing
/// gets JSON, and whoever wants none of ours gets none.
pub(super) fn wanted(headers: &HeaderMap) -> Option<Form> {
    let mut lines = headers.get_all(header::ACCEPT).iter().peekable();
    if lines.peek().is_none() {
        return Some(Form::Json);
    }
    let ranges = lines.filter_map(|line| line.to_str().ok());
    let ranges = ranges.flat_map(|line| line.split(','));
    let mut best: Option<(Form, f32)> = None;
    for (form, weight) in ranges.filter_map(weighed) {
        if weight > best.map_or(0.0, |(_, best)| best) {
            best = Some((form, weight));
        }
    }
    best.map(|(form, _)| form)
}

fn weighed(range: &str) -> Option<(Form, f32)> {
    let mut parts = range.split(';').map(str::trim);
    let form = Form::named(&parts.next()?.to_ascii_lowercase())?;
    let mut weight = 1.0;
    for (key, value) in parts.filter_map(|part| part.split_once('=')) {
        match key.trim().to_ascii_lowercase().as_str() {
            "q" => weight = value.trim().parse().ok()?,
            "charset" if !is_utf_8(value) => return None,
            _ => {}
        }
    }
    Some((form, weight))
}

/// Whether the body is what a POST may bring.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let Some(content_type) = text(headers, &header::CONTENT_TYPE) else {
        return false;
    };
    let mut parts = content_type.split(';').map(str::trim);
    let named = parts.next().unwrap_or_default();
    let mut parameters = parts.filter_map(|part| part.split_once('='));
    named.eq_ignore_ascii_case("application/json")
        && parameters
            .all(|(key, value)| !key.trim().eq_ignore_ascii_case("charset") || is_utf_8(value))
}

fn is_utf_8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}
