//! Commands brought to where they wait.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// Lets each future run, one after the other, until it waits for something. A command whose
/// ledger is held then stands in the queue: no pause, no guess.
pub async fn set_going<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<Pin<Box<F>>> {
    let mut going: Vec<_> = futures.into_iter().map(Box::pin).collect();
    poll_fn(|context| {
        for future in &mut going {
            assert!(
                future.as_mut().poll(context).is_pending(),
                "it came to its end instead of waiting"
            );
        }
        Poll::Ready(())
    })
    .await;
    going
}
