//! Documents and connections of somebody who wants to do harm.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tenantry_api::transport::{Limits, Settings};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::server::{Server, settings};
use crate::wire::{Got, JSON, RESPONSE, Sent};

/// Refused at once and before anything was run, with the numbers.
async fn too_much(server: &Server, document: &str, code: &str, what: &str) {
    let begun = Instant::now();
    let got = Sent::query(document).accept(RESPONSE).to(server).await;
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{what} took {:?}",
        begun.elapsed()
    );
    let error = got.error();
    assert_eq!(
        (got.status, got.code().as_str()),
        (400, code),
        "{what}: {error}"
    );
    let limit = error["extensions"]["limit"].as_u64().unwrap();
    let actual = error["extensions"]["actual"].as_u64().unwrap();
    assert!(actual > limit, "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(what), "{message}");
    assert_eq!(server.runs.count(), 0);
}

fn nested(depth: usize) -> String {
    format!(
        "{{ {} name {} }}",
        "thing { ".repeat(depth),
        "} ".repeat(depth)
    )
}

#[tokio::test]
async fn deep_documents() {
    let server = Server::start().await;
    let fine = Sent::query(&nested(14)).to(&server).await;
    assert!(fine.json().get("errors").is_none(), "{}", fine.body);
    too_much(
        &server,
        &nested(15),
        "QUERY_TOO_DEEP",
        "fields inside of fields",
    )
    .await;
    too_much(&server, &nested(3_000), "QUERY_TOO_LARGE", "tokens").await;
    let deep = "{ thing ".repeat(60);
    too_much(
        &server,
        &deep,
        "QUERY_TOO_DEEP",
        "brackets inside of brackets",
    )
    .await;
    let list = format!(
        "{{ echo(text: {}{}) }}",
        "[".repeat(1_500),
        "]".repeat(1_500)
    );
    too_much(
        &server,
        &list,
        "QUERY_TOO_DEEP",
        "brackets inside of brackets",
    )
    .await;
    let kind = format!(
        "query($v: {}Int{}) {{ hello }}",
        "[".repeat(900),
        "]".repeat(900)
    );
    too_much(
        &server,
        &kind,
        "QUERY_TOO_DEEP",
        "brackets inside of brackets",
    )
    .await;
    let unclosed = "(".repeat(3_000);
    too_much(
        &server,
        &unclosed,
        "QUERY_TOO_DEEP",
        "brackets inside of brackets",
    )
    .await;
}

#[tokio::test]
async fn wide_documents() {
    let server = Server::start().await;
    let same = format!("{{ {} }}", "hello ".repeat(21));
    too_much(&server, &same, "QUERY_TOO_LARGE", "fields at the root").await;
    let many = format!("{{ {} }}", "hello ".repeat(2_001));
    too_much(&server, &many, "QUERY_TOO_LARGE", "selections").await;
    let more = format!("{{ {} }}", "hello ".repeat(4_001));
    too_much(&server, &more, "QUERY_TOO_LARGE", "tokens").await;
    let long = format!("{{ echo(text: \"{}\") }}", "x".repeat(65_536));
    too_much(&server, &long, "QUERY_TOO_LARGE", "bytes").await;
    let noise = format!("{{ hello {} }}", ",".repeat(65_536));
    too_much(&server, &noise, "QUERY_TOO_LARGE", "bytes").await;
    let hidden = format!(
        "{{ ...F }} fragment F on Query {{ {} }}",
        "hello ".repeat(21)
    );
    too_much(&server, &hidden, "QUERY_TOO_LARGE", "fields at the root").await;
}

#[tokio::test]
async fn a_document_full_of_mistakes_is_told_some_of_them() {
    let server = Server::start().await;
    let document = format!("{{ thing {{ {} }} }}", "nothing ".repeat(1_000));
    let got = Sent::query(&document).accept(RESPONSE).to(&server).await;
    assert_eq!(got.status, 400);
    assert_eq!(got.json()["errors"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn aliases_and_directives() {
    let server = Server::start().await;
    let aliases: Vec<String> = (0..51).map(|at| format!("a{at}: name")).collect();
    let document = format!("{{ thing {{ {} }} }}", aliases.join(" "));
    too_much(&server, &document, "QUERY_TOO_LARGE", "aliases").await;
    let directives = "@include(if: true) ".repeat(51);
    let document = format!("{{ hello {directives} }}");
    too_much(&server, &document, "QUERY_TOO_LARGE", "directives").await;
    let unknown = format!("query {} {{ hello }}", "@x ".repeat(51));
    too_much(&server, &unknown, "QUERY_TOO_LARGE", "directives").await;
}

#[tokio::test]
async fn costly_documents() {
    let server = Server::start().await;
    let document = "{ things(first: 100000) { name } }";
    too_much(&server, document, "QUERY_TOO_COSTLY", "may cost 10000").await;
    let sent = json!({
        "query": "query($n: Int!) { things(first: $n) { name } }",
        "variables": { "n": 100_000 },
    });
    let got = Sent::post(&sent).to(&server).await;
    assert_eq!(got.code(), "QUERY_TOO_COSTLY");
    let fine = Sent::query("{ things(first: 100) { name } }")
        .to(&server)
        .await;
    assert!(fine.json().get("errors").is_none());
}

#[tokio::test]
async fn fragments_that_are_part_of_themselves() {
    let server = Server::start().await;
    let documents = [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A hello }",
        "{ thing { ...A } } fragment A on Thing { thing { ...A ...A ...A } }",
        "{ hello } fragment A on Query { ...A }",
    ];
    for document in documents {
        let got = Sent::query(document).accept(RESPONSE).to(&server).await;
        assert_eq!(
            (got.status, got.code().as_str()),
            (400, "QUERY_INVALID"),
            "{document}"
        );
        assert!(got.body.contains("is part of itself"), "{}", got.body);
    }
}

#[tokio::test]
async fn fragments_that_unfold_into_millions() {
    let server = Server::start().await;
    let mut document = "{ ...F0 }".to_owned();
    for at in 0..30 {
        let next = at + 1;
        let _ = write!(
            document,
            " fragment F{at} on Query {{ ...F{next} ...F{next} }}"
        );
    }
    document += " fragment F30 on Query { hello }";
    too_much(&server, &document, "QUERY_TOO_LARGE", "selections").await;
    let chain: Vec<String> = (0..300)
        .map(|at| format!("fragment G{at} on Query {{ ...G{} }}", at + 1))
        .collect();
    let chain = chain.join(" ");
    let document = format!("{{ ...G0 }} {chain} fragment G300 on Query {{ hello }}");
    too_much(
        &server,
        &document,
        "QUERY_TOO_DEEP",
        "selections inside of selections",
    )
    .await;
}

#[tokio::test]
async fn large_bodies_and_variables() {
    let server = Server::start().await;
    let huge = json!({ "query": "{ hello }", "variables": { "x": "y".repeat(300_000) } });
    for accept in [JSON, RESPONSE] {
        let got = Sent::post(&huge).accept(accept).to(&server).await;
        assert_eq!((got.status, got.code().as_str()), (413, "BODY_TOO_LARGE"));
        assert_eq!(got.error()["extensions"]["limit"], 262_144);
    }
    let deep = format!(
        "{{\"query\":\"{{ hello }}\",\"variables\":{{\"x\":{}",
        "[".repeat(100_000)
    );
    let sent = Sent::bare("POST").header("content-type", JSON).body(deep);
    assert_eq!(sent.to(&server).await.code(), "BAD_REQUEST");
    let strange = json!({
        "query": "query($v: Int!) { number(value: $v) }",
        "variables": { "v": 1e300 },
    });
    let got = Sent::post(&strange).accept(RESPONSE).to(&server).await;
    assert_eq!(
        (got.status, got.code().as_str()),
        (400, "QUERY_INVALID"),
        "{}",
        got.body
    );
    assert_eq!(server.runs.count(), 0);
}

#[tokio::test]
async fn a_body_without_a_length_is_cut_off_at_the_limit() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = Sent::bare("POST").header("content-type", JSON).head();
    let head = head + "connection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(65_536));
    for _ in 0..5 {
        let _ = stream.write_all(chunk.as_bytes()).await;
    }
    let got = Got::read(&mut stream).await;
    assert_eq!((got.status, got.code().as_str()), (413, "BODY_TOO_LARGE"));
}

#[tokio::test]
async fn a_body_that_drips_is_not_waited_for() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = Sent::bare("POST").header("content-type", JSON).head();
    let head = head + "content-length: 1000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let begun = Instant::now();
    let (mut reader, mut writer) = stream.into_split();
    let dripping = tokio::spawn(async move {
        while writer.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut answer = vec![0; 64];
    let length = tokio::io::AsyncReadExt::read(&mut reader, &mut answer)
        .await
        .unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(3));
    dripping.abort();
}

/// As graphql-js writes it, with nine levels of types inside of types.
fn introspection() -> String {
    let of_type = "ofType { kind name ".repeat(9) + &"} ".repeat(9);
    format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} mutationType {{ name }} \
         subscriptionType {{ name }} types {{ ...FullType }} directives {{ name description \
         locations args {{ ...InputValue }} }} }} }} \
         fragment FullType on __Type {{ kind name description specifiedByURL \
         fields(includeDeprecated: true) {{ name description args {{ ...InputValue }} \
         type {{ ...TypeRef }} isDeprecated deprecationReason }} \
         inputFields {{ ...InputValue }} interfaces {{ ...TypeRef }} \
         enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }} \
         possibleTypes {{ ...TypeRef }} }} \
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue }} \
         fragment TypeRef on __Type {{ kind name {of_type} }}"
    )
}

#[tokio::test]
async fn tools_may_read_the_schema_whatever_it_costs() {
    let limits = Limits {
        cost: 5,
        ..Limits::default()
    };
    let server = Server::with(Settings {
        limits,
        ..settings()
    })
    .await;
    let got = Sent::query(&introspection())
        .accept(RESPONSE)
        .to(&server)
        .await;
    assert_eq!(got.status, 200, "{}", got.body);
    assert_eq!(got.json()["data"]["__schema"]["queryType"]["name"], "Query");
    let mixed = "{ __schema { types { name description kind } } hello }";
    let got = Sent::query(mixed).to(&server).await;
    assert_eq!(got.code(), "QUERY_TOO_COSTLY");
}

#[tokio::test]
async fn an_introspection_that_multiplies_itself_is_refused() {
    let server = Server::start().await;
    let members = "fields { type { ".repeat(4) + "name " + &"} } ".repeat(4);
    let document = format!("{{ __schema {{ types {{ {members} }} }} }}");
    too_much(&server, &document, "QUERY_TOO_DEEP", "lists of members").await;
}

#[tokio::test]
async fn a_server_that_keeps_its_schema_to_itself_gives_no_hints() {
    let server = Server::with(Settings {
        introspection: false,
        ..settings()
    })
    .await;
    for document in [
        introspection().as_str(),
        "{ hello __type(name: \"Query\") { name } }",
    ] {
        let got = Sent::query(document).to(&server).await;
        assert_eq!(got.code(), "INTROSPECTION_OFF");
    }
    let got = Sent::query("{ helo }").to(&server).await;
    assert!(!got.body.contains("hello"), "{}", got.body);
    let typename = Sent::query("{ __typename }").to(&server).await;
    assert_eq!(typename.json()["data"], json!({ "__typename": "Query" }));
    let open = Server::start().await;
    let hint: Value = Sent::query("{ helo }").to(&open).await.error();
    assert!(
        hint["message"].as_str().unwrap().contains("hello"),
        "{hint}"
    );
}
