//! What arrives in mailboxes.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::notice_channel::{MailAddress, NoticeTarget, NoticeTopic};
use tenantry_engine::telling::id_of;
use tenantry_notices::{MailSecurity, MailSettings};
use tenantry_support::customers::ada;
use tenantry_support::mailbox::{Mailbox, NOBODY};
use tenantry_support::{World, on_both_databases};

use crate::stage::{Stage, is_rid_of, notices};

on_both_databases!(
    mail_arrives_behind_tls,
    nothing_is_said_to_a_server_without_tls,
    without_a_server_there_is_no_mail,
);

const PASSWORD: &str = "correct horse battery staple";

fn settings(mailbox: &Mailbox) -> MailSettings {
    MailSettings {
        server: "localhost".to_owned(),
        port: mailbox.port,
        security: MailSecurity::StartTls,
        from: MailAddress::new("tenantry@msp.example").unwrap(),
        credentials: Some(("tenantry".to_owned(), SecretValue::new(PASSWORD).unwrap())),
    }
}

fn target(to: &[&str]) -> NoticeTarget {
    NoticeTarget::mail(to.iter().copied()).unwrap()
}

async fn mail_arrives_behind_tls(world: World) {
    let mailbox = Mailbox::listen(true).await;
    let stage = Stage::told_by(world, notices(Some(settings(&mailbox)))).await;
    // Somebody who left holds nobody else up.
    let to = target(&["linus@msp.example", "grace@msp.example", NOBODY]);
    let (channel, told) = stage.open_at(to, NoticeTopic::ALL).await.unwrap();
    assert!(told.secret.is_none());
    let worker = stage.work().await;
    let approval = stage.ask().await;
    let mails = mailbox.arrives(1).await;
    let position = stage.of_approvals().await[0];
    stage.until(channel, is_rid_of(position)).await;
    worker.stop().await;
    let mail = &mails[0];
    assert!(mail.secured);
    assert_eq!(mail.from, "tenantry@msp.example");
    let to: BTreeSet<&str> = mail.to.iter().map(String::as_str).collect();
    assert_eq!(to, ["grace@msp.example", "linus@msp.example"].into());
    let signed_in = BASE64_STANDARD.encode(format!("\0tenantry\0{PASSWORD}"));
    assert_eq!(mail.signed_in.as_deref(), Some(signed_in.as_str()));
    let (headers, text) = mail.text.split_once("\r\n\r\n").unwrap();
    let id = id_of(channel, position);
    for header in [
        "From: Tenantry <tenantry@msp.example>",
        "Subject: A change waits for a decision.",
        &format!("Message-ID: <{id}@msp.example>"),
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
    ] {
        assert!(
            headers.lines().any(|it| it == header),
            "{header}: {headers}"
        );
    }
    let letters: String = text.split_whitespace().collect();
    let text = String::from_utf8(BASE64_STANDARD.decode(letters).unwrap()).unwrap();
    assert!(text.contains("Customer: Contoso"), "{text}");
    assert!(text.contains(&format!("https://tenantry.example/approvals/{approval}")));
    assert!(
        !text.contains("they left us"),
        "a reason is for those who sign in"
    );
    let recorded = stage.events().await;
    assert!(!recorded.iter().any(|it| it.payload.contains(PASSWORD)));
}

async fn nothing_is_said_to_a_server_without_tls(world: World) {
    let mailbox = Mailbox::listen(false).await;
    let stage = Stage::told_by(world, notices(Some(settings(&mailbox)))).await;
    let opened = stage.open_at(target(&["grace@msp.example"]), NoticeTopic::ALL);
    let (channel, _) = opened.await.unwrap();
    let tried = stage
        .channels
        .test(stage.msp, channel, ada())
        .await
        .unwrap();
    assert_eq!(tried.fault.unwrap().code, "NOTICE_MAIL_REFUSED");
    assert_eq!(mailbox.mails(), vec![]);
}

async fn without_a_server_there_is_no_mail(world: World) {
    let stage = Stage::open(world).await;
    let opened = stage.open_at(target(&["grace@msp.example"]), NoticeTopic::ALL);
    assert_eq!(opened.await.unwrap_err().code(), "NOTICE_MAIL_OFF");
    assert_eq!(stage.of_channels().await, Vec::<String>::new());
}
