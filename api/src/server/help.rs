//! The pages of error codes, for whoever was given one.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::pages;

pub(super) async fn page(Path(code): Path<String>) -> Response {
    let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    match pages::page(&code) {
        Some(page) => (plain, page).into_response(),
        None => (
            StatusCode::NOT_FOUND,
            plain,
            "There is no page of this name.\n",
        )
            .into_response(),
    }
}
