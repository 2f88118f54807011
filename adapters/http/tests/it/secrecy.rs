//! Nothing secret is printed, whatever goes wrong.

use crate::stage::{Act, Stage, say, say_with, send};
use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

const TOKEN: &str = "eyJ0b2tlbg.eyJib2R5Ig.c2ln";

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn logs_errors_and_debug_hold_no_secret() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(captured.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let stage = Stage::open(|number, _| match number {
        0 => say(500, ""),
        1 => say_with(429, "retry-after", "0"),
        2 => say(
            400,
            &format!("your client_secret=hunter2 and Bearer {TOKEN} are wrong"),
        ),
        3 => say_with(302, "location", "https://evil.test/?sig=s3cret"),
        _ => Act::HangUp,
    })
    .await;
    let http = stage.http();
    let mut said = String::new();
    for _ in 0..3 {
        let call = stage
            .get("/?code=s3cret")
            .bearer(TOKEN)
            .unwrap()
            .form(&[("client_secret", "hunter2")]);
        write!(said, "{call:?}").unwrap();
        let fault = send(&http, call).await.unwrap_err();
        write!(said, "{fault} {fault:?}").unwrap();
    }
    write!(said, "{http:?}").unwrap();
    said.push_str(&String::from_utf8(captured.0.lock().unwrap().clone()).unwrap());
    assert!(
        said.contains("a cloud call failed"),
        "the log is captured: {said}"
    );
    for secret in [TOKEN, "hunter2", "s3cret"] {
        assert!(!said.contains(secret), "{secret} in: {said}");
    }
}
