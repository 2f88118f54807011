//! The page to ask by hand, as a browser is given it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use tenantry_support::{World, on_both_databases};

use crate::program::Program;
use crate::serve::{Server, start_at};

on_both_databases!(
    the_page_and_what_it_loads_come_from_here,
    the_page_can_be_switched_off,
);

struct Page {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Page {
    #[track_caller]
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }
}

fn server(program: &Program) -> Server {
    Server::listening(start_at(program, "127.0.0.1:0", &["--api-only"]))
}

fn ask(server: &Server, request: &str, headers: &str) -> Page {
    let mut stream = TcpStream::connect(&server.address).expect("it listens");
    let head =
        format!("{request} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n");
    let end = end.expect("a head");
    let head = std::str::from_utf8(&answer[..end]).expect("text");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let headers = lines.filter_map(|line| line.split_once(": "));
    Page {
        status: status.and_then(|it| it.parse().ok()).expect("a status"),
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: answer[end + 4..].to_vec(),
    }
}

/// Whatever stands in quotes after one of these words.
fn named<'a>(text: &'a str, words: &[&str]) -> Vec<&'a str> {
    let after = words.iter().flat_map(|word| text.split(word).skip(1));
    after
        .filter_map(|rest| rest.split(['"', ')']).find(|it| !it.is_empty()))
        .collect()
}

async fn the_page_and_what_it_loads_come_from_here(world: World) {
    let program = Program::on(&world);
    let server = server(&program);
    let page = ask(&server, "GET /graphiql", "");
    let said = page.text();
    assert_eq!(
        page.status, 200,
        "it is not built yet: make explorer\n{said}"
    );
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers["cache-control"], "no-cache");
    let policy = &page.headers["content-security-policy"];
    for directive in [
        "default-src 'none'",
        "script-src 'self';",
        "worker-src 'self';",
        "connect-src 'self';",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(directive), "{policy}");
    }
    assert!(!policy.contains("http") && !policy.contains("unsafe-eval"));
    // No script of its own, and nothing from elsewhere.
    assert!(!said.contains("://"), "{said}");
    assert!(said.contains("></script>"), "{said}");

    let known = format!("if-none-match: {}\r\n", page.headers["etag"]);
    assert_eq!(ask(&server, "GET /graphiql", &known).status, 304);
    assert_eq!(ask(&server, "HEAD /graphiql", "").status, 200);
    assert_eq!(
        ask(&server, "POST /graphiql", "content-length: 0\r\n").status,
        405
    );
    for name in named(said, &["src=\"", "href=\"/"]) {
        look_at(&server, name.trim_start_matches('/'));
    }
    for odd in [
        "index.html",
        ".gitignore",
        "nothing.js",
        "..%2fpackage.json",
    ] {
        let request = format!("GET /graphiql/assets/{odd}");
        assert_eq!(ask(&server, &request, "").status, 404, "{odd}");
    }
    assert_eq!(server.stop().0, Some(0));
}

/// What the page loads, in either form.
#[track_caller]
fn look_at(server: &Server, name: &str) {
    let request = format!("GET /{name}");
    let plain = ask(server, &request, "");
    assert_eq!(plain.status, 200, "{name}");
    let kept = &plain.headers["cache-control"];
    assert_eq!(kept, "public, max-age=31536000, immutable", "{name}");
    let of_script = plain.headers["content-type"] == "text/javascript; charset=utf-8";
    let of_style = plain.headers["content-type"] == "text/css; charset=utf-8";
    assert!(of_script || of_style, "{name}");
    assert_eq!(plain.headers["x-content-type-options"], "nosniff");
    if of_style {
        for loaded in named(plain.text(), &["url("]) {
            let ours = loaded.starts_with("/graphiql/assets/") || loaded.starts_with("data:");
            assert!(ours, "{name} loads {loaded}");
        }
    }
    let packed = ask(server, &request, "accept-encoding: br, gzip\r\n");
    assert_eq!(packed.headers["content-encoding"], "gzip", "{name}");
    assert_eq!(packed.body[..2], [0x1f, 0x8b], "{name}");
    assert_ne!(packed.headers["etag"], plain.headers["etag"], "{name}");
    let refused = ask(server, &request, "accept-encoding: gzip;q=0\r\n");
    assert_eq!(refused.body, plain.body, "{name}");
}

async fn the_page_can_be_switched_off(world: World) {
    let program = Program::on(&world);
    for file in [
        "[server]\ngraphiql = false",
        "[server]\nintrospection = false",
    ] {
        fs::write(program.path("tenantry.toml"), file).expect("written");
        let server = server(&program);
        assert_eq!(ask(&server, "GET /graphiql", "").status, 404, "{file}");
        let asset = ask(&server, "GET /graphiql/assets/licences.txt", "");
        assert_eq!(asset.status, 404, "{file}");
        assert_eq!(server.stop().0, Some(0));
    }
}
