//! The machine's own identity, on an address of its own and without TLS. What Azure tells a program
//! about it is in the environment, so the test runs itself again with that.

use crate::stage::{Reply, Stage, customer};
use secrecy::ExposeSecret;
use std::process::Command;
use std::sync::{Arc, Mutex};
use tenantry_domain::cloud::Cause;
use tenantry_microsoft::entra::{Access, Credential, Resource, Tokens};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use uuid::Uuid;

const EXPECTED: &str = "TENANTRY_TEST_MACHINE";

/// Answers every request with this body, and keeps what was asked.
async fn machine(status: u16, body: String) -> (String, Arc<Mutex<Vec<String>>>) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!(
        "http://127.0.0.1:{}/msi/token",
        socket.local_addr().unwrap().port()
    );
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let all = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = socket.accept().await {
            let mut request = Vec::new();
            let mut part = [0; 1024];
            while !request.ends_with(b"\r\n\r\n") {
                let read = stream.read(&mut part).await.unwrap_or(0);
                if read == 0 {
                    break;
                }
                request.extend_from_slice(&part[..read]);
            }
            all.lock()
                .unwrap()
                .push(String::from_utf8(request).unwrap());
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            let _ = stream.write_all((head + &body).as_bytes()).await;
        }
    });
    (address, asked)
}

/// Runs the test below in a program of its own, with what Azure would tell it.
async fn run(address: &str, expected: &str) {
    let (address, expected) = (address.to_owned(), expected.to_owned());
    let ended = tokio::task::spawn_blocking(move || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "machine::as_the_machine", "--nocapture"])
            .env("IDENTITY_ENDPOINT", address)
            .env("IDENTITY_HEADER", "s3cret-header")
            .env(EXPECTED, expected)
            .output()
            .unwrap()
    });
    let ended = ended.await.unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned()
        + &String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}");
    assert!(
        !said.contains("s3cret-header") && !said.contains("machine-token"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_machines_token_stands_in_for_a_secret() {
    let good = "{\"access_token\":\"machine-token\",\"expires_on\":\"4102444800\",\"token_type\":\"Bearer\",\
        \"resource\":\"api://AzureADTokenExchange\"}";
    let (address, asked) = machine(200, good.to_owned()).await;
    run(&address, "token").await;
    let asked = asked.lock().unwrap();
    let first = asked.first().unwrap();
    assert!(
        first.contains("resource=api%3A%2F%2FAzureADTokenExchange"),
        "{first}"
    );
    assert!(
        first.contains(&format!("client_id={}", Uuid::from_u128(0x50))),
        "{first}"
    );
    assert!(first.to_lowercase().contains("s3cret-header"), "{first}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_an_identity_is_a_missing_credential() {
    let (address, _) = machine(400, "{\"error\":\"invalid_request\"}".to_owned()).await;
    run(&address, "missing").await;
}

#[tokio::test]
async fn as_the_machine() {
    let Ok(expected) = std::env::var(EXPECTED) else {
        return;
    };
    let stage = Stage::open(|_, asked| match asked.field("client_assertion") {
        "machine-token" => Reply::token("t"),
        _ => Reply::error(401, "invalid_client", 700_027),
    })
    .await;
    let broker = stage.broker(Credential::ManagedIdentity {
        client_id: Some(Uuid::from_u128(0x50)),
    });
    let outcome = broker
        .bearer(customer(), Resource::Graph, Access::App)
        .await;
    if expected == "token" {
        assert_eq!(outcome.unwrap().expose_secret(), "t");
    } else {
        let fault = outcome.unwrap_err();
        assert_eq!(fault.cause, Cause::CredentialMissing, "{fault}");
        assert_eq!(stage.tokens_asked(), 0);
    }
}
