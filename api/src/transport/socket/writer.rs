//! Whatever leaves a socket.

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::Bytes;
use futures::SinkExt as _;
use futures::stream::SplitSink;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, interval_at, timeout};

use super::closing::Closing;
use crate::transport::settings::Streams;

/// Writes until it is told to close, or until the other side takes nothing any more. A goodbye does not
/// wait behind what is in the queue.
pub(super) async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut queue: mpsc::Receiver<String>,
    mut closing: oneshot::Receiver<Closing>,
    settings: Streams,
) {
    let first = Instant::now() + settings.heartbeat;
    let mut heartbeat = interval_at(first, settings.heartbeat);
    let reason = loop {
        let message = tokio::select! {
            biased;
            closing = &mut closing => break closing.ok(),
            _ = heartbeat.tick() => Message::Ping(Bytes::new()),
            text = queue.recv() => match text {
                Some(text) => Message::Text(text.into()),
                None => break None,
            },
        };
        let sent = tokio::select! {
            biased;
            closing = &mut closing => break closing.ok(),
            sent = timeout(settings.patience, sink.send(message)) => sent,
        };
        match sent {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
            Err(_) => break Some(Closing::Busy),
        }
    };
    let frame = reason.map(|reason| CloseFrame {
        code: reason.number(),
        reason: reason.reason().into(),
    });
    // Whoever takes nothing does not take this either, and is left.
    let _ = timeout(settings.farewell, sink.send(Message::Close(frame))).await;
}
