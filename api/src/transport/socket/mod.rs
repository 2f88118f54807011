//! GraphQL over WebSocket, as `graphql-transport-ws` says.
//!
//! Of each socket there are a reader, which is its life ([`life`]), a writer with a queue of a fixed
//! length in front of it ([`writer`]), and one task per operation ([`operation`]). An operation that
//! finds the queue full waits, and asks the schema for nothing more meanwhile.

mod closing;
mod life;
mod message;
mod operation;
mod writer;

use std::sync::Arc;

use async_graphql::Executor;
use axum::extract::FromRequestParts as _;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::response::Response;

use super::door::{Door, text};
use super::fault::Fault;
use super::service::Shared;

pub use closing::Closing;

const PROTOCOL: &str = "graphql-transport-ws";

/// Whether a request wants to become a socket.
pub(super) fn is_wanted(parts: &Parts) -> bool {
    let upgrade = text(&parts.headers, &header::UPGRADE).unwrap_or_default();
    let is_upgrade = parts.method == Method::GET && upgrade.eq_ignore_ascii_case("websocket");
    // Over HTTP/2 there is nothing to upgrade: a stream is connected.
    is_upgrade || parts.method == Method::CONNECT
}

pub(super) async fn open<E: Executor, D: Door>(
    shared: Arc<Shared<E, D>>,
    mut parts: Parts,
) -> Result<Response, Fault> {
    if shared.ports.drain.has_begun() {
        return Err(Fault::Stopping);
    }
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &());
    let upgrade = upgrade
        .await
        .map_err(|_| Fault::BadRequest("this cannot become a WebSocket".to_owned()))?;
    let bytes = shared.settings.limits.body_bytes;
    let upgrade = upgrade
        .max_message_size(bytes)
        .max_frame_size(bytes)
        .protocols([PROTOCOL]);
    let place = shared.place()?;
    // One that speaks something else hears so by a code; a refusal of the handshake has none.
    let speaks = upgrade.selected_protocol().is_some();
    let live = async move |socket| {
        life::live(shared, parts, socket, speaks).await;
        drop(place);
    };
    Ok(upgrade.on_upgrade(live))
}
