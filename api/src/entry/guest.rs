//! An address that lets one person in without a sign-in: for a demonstration, which has nothing to protect and wants
//! to be looked at. Nothing else composes it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tenantry_engine::access::{Access, PersonSignedIn};
use tenantry_engine::time::Clock;

use super::cookies::Cookies;
use super::recognise::refused;

/// Who comes in, and where to.
#[derive(Debug)]
pub struct Guest {
    pub access: Access,
    pub clock: Arc<dyn Clock>,
    pub person: PersonSignedIn,
    /// Whoever knows it comes in.
    pub code: String,
    pub leads_to: &'static str,
}

/// Served by plain HTTP on the machine itself.
const COOKIES: Cookies = Cookies { secure: false };

/// The address, under `/guest/`.
pub fn guest_room(guest: Guest) -> Router {
    Router::new()
        .route("/guest/{code}", get(come_in))
        .with_state(Arc::new(guest))
}

async fn come_in(State(guest): State<Arc<Guest>>, Path(code): Path<String>) -> Response {
    if code != guest.code {
        return StatusCode::NOT_FOUND.into_response();
    }
    let opened = async {
        let admitted = guest.access.admit(guest.person.clone()).await?;
        guest.access.open_session(admitted).await
    };
    match opened.await {
        Ok(opened) => {
            let seconds = (opened.until - guest.clock.now()) / 1_000_000;
            let cookie = COOKIES.set_session(opened.text.expose(), seconds);
            let place = HeaderValue::from_static(guest.leads_to);
            let cookie = cookie.map(|it| [(header::SET_COOKIE, it)]);
            (
                StatusCode::SEE_OTHER,
                [(header::LOCATION, place)],
                cookie,
                (),
            )
                .into_response()
        }
        Err(error) => {
            let refusal = refused(&error);
            (refusal.status, refusal.message).into_response()
        }
    }
}
