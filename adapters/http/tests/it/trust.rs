//! Whom the stack talks to.

use crate::stage::{Stage, say, send};
use std::sync::{Arc, Mutex};
use tenantry_domain::cloud::{Cause, Effect};
use tenantry_http::{Call, Http, Method, Settings, SetupError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

#[tokio::test]
async fn an_authority_of_the_configuration_is_trusted_and_no_other() {
    let stage = Stage::open(|_, _| say(200, "{}")).await;
    assert_eq!(
        send(&stage.http(), stage.get("/")).await.unwrap().status,
        200
    );

    let stranger = Http::new(Settings::default()).unwrap();
    let fault = send(&stranger, stage.post("/")).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.effect),
        (Cause::TlsRefused, Effect::None)
    );
    assert_eq!(
        stage.seen().len(),
        1,
        "nothing was sent to whom we do not trust"
    );
}

#[tokio::test]
async fn connections_are_used_again() {
    let stage = Stage::open(|_, _| say(200, "{}")).await;
    let http = stage.http();
    for _ in 0..20 {
        send(&http, stage.get("/")).await.unwrap();
    }
    assert_eq!(stage.seen().len(), 20);
    assert_eq!(stage.connections(), 1);
}

#[tokio::test]
async fn nobody_there_means_nothing_was_done() {
    let stage = Stage::open(|_, _| say(200, "{}")).await;
    let closed = {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        socket.local_addr().unwrap().port()
    };
    let url = Url::parse(&format!("https://localhost:{closed}/")).unwrap();
    let fault = send(&stage.http(), Call::new(Method::POST, url, "test"))
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.effect),
        (Cause::Unreachable, Effect::None)
    );
    assert!(!fault.detail.is_empty());
}

#[tokio::test]
async fn plain_http_is_not_spoken() {
    let stage = Stage::open(|_, _| say(200, "{}")).await;
    let url = Url::parse(&format!("http://localhost:{}/", stage.port)).unwrap();
    let fault = send(&stage.http(), Call::get(url, "test"))
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::Refused);
    assert!(stage.seen().is_empty());
}

#[tokio::test]
async fn a_proxy_of_the_configuration_is_gone_through() {
    let stage = Stage::open(|_, _| say(200, "{}")).await;
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = proxy.local_addr().unwrap().port();
    let heard = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((client, _)) = proxy.accept().await {
            tokio::spawn(tunnel(client, Arc::clone(&heard)));
        }
    });
    let settings = Settings {
        extra_roots_pem: vec![stage.authority.clone()],
        proxy: Some(Url::parse(&format!("http://user:hunter2@127.0.0.1:{port}")).unwrap()),
        ..Settings::default()
    };
    assert!(!format!("{settings:?}").contains("hunter2"));
    let http = Http::new(settings).unwrap();
    assert_eq!(send(&http, stage.get("/")).await.unwrap().status, 200);
    let asked = asked.lock().unwrap().clone();
    assert_eq!(
        asked,
        [format!("CONNECT localhost:{} HTTP/1.1", stage.port)]
    );
}

async fn tunnel(client: TcpStream, heard: Arc<Mutex<Vec<String>>>) {
    let mut client = BufReader::new(client);
    let mut first = String::new();
    client.read_line(&mut first).await.unwrap();
    heard.lock().unwrap().push(first.trim().to_owned());
    let target = first.split(' ').nth(1).unwrap().to_owned();
    let mut line = String::new();
    while client.read_line(&mut line).await.unwrap() > 2 {
        line.clear();
    }
    let mut server = TcpStream::connect(target).await.unwrap();
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
}

#[test]
fn unusable_settings_are_named() {
    for text in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let settings = Settings {
            extra_roots_pem: vec![text.to_owned()],
            ..Settings::default()
        };
        let error = Http::new(settings).unwrap_err();
        assert!(
            matches!(error, SetupError::Certificate(_) | SetupError::Tls(_)),
            "{error}"
        );
    }
}
