//! The pages of error codes, for whoever was given one.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::pages;

pub(super) async fn page(Path(code): Path<String>) -> Response {
    let known = code.len() <= 80
        && code
            .bytes()
            .all(|it| it.is_ascii_uppercase() || it == b'_' || it.is_ascii_digit());
    let page = known.then(|| pages::page(&code)).flatten();
    let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    match page {
        Some(page) => (plain, page).into_response(),
        None => (
            StatusCode::NOT_FOUND,
            plain,
            "There is no page of this name.\n",
        )
            .into_response(),
    }
}
