//! The conversation with a mail server, as RFC 5321 has it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustls::pki_types::ServerName;
use tenantry_domain::cloud::notices::{NoticeCause, NoticeFault};
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::notice_channel::MailAddress;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

use super::line::{Line, Pipe, Reply};
use crate::settings::{MailSecurity, MailSettings};

/// Takes a mail to the server. When this returns without a fault, the server answers for it.
pub(super) async fn send(
    settings: &MailSettings,
    tls: &TlsConnector,
    to: &BTreeSet<MailAddress>,
    mail: &str,
) -> Result<(), NoticeFault> {
    let (mut line, offer) = greet(settings, tls).await?;
    if let Some((name, password)) = &settings.credentials {
        sign_in(&mut line, &offer, name, password).await?;
    }
    let from = settings.from.as_str();
    let sender = line.say(&format!("MAIL FROM:<{from}>\r\n")).await?;
    good(&sender, "it does not take the sender")?;
    let mut refused = None;
    let mut taken = 0_usize;
    for address in to {
        let heard = line
            .say(&format!("RCPT TO:<{}>\r\n", address.as_str()))
            .await?;
        if heard.is_good() {
            taken += 1;
        } else {
            refused = Some(heard.refused("it takes mail for none of the addresses"));
        }
    }
    if let (0, Some(fault)) = (taken, refused) {
        return Err(fault);
    }
    if taken < to.len() {
        tracing::warn!(
            refused = to.len() - taken,
            "a mail server does not take mail for some addresses"
        );
    }
    good(&line.say("DATA\r\n").await?, "it takes no text")?;
    let heard = line.say(&format!("{}.\r\n", stuffed(mail))).await?;
    good(&heard, "it did not take the text")?;
    // It has the mail by now, whatever it says to this.
    let _ = line.say("QUIT\r\n").await;
    Ok(())
}

/// A server that greeted, behind TLS where that is wanted, and what it offers.
async fn greet(settings: &MailSettings, tls: &TlsConnector) -> Result<(Line, Reply), NoticeFault> {
    let place = (settings.server.as_str(), settings.port);
    let stream = TcpStream::connect(place).await.map_err(|_| {
        NoticeFault::new(NoticeCause::Unreachable, "the mail server does not answer")
    })?;
    let mut pipe: Box<dyn Pipe> = Box::new(stream);
    if settings.security == MailSecurity::Tls {
        pipe = secured(pipe, settings, tls).await?;
    }
    let mut line = Line::new(pipe);
    good(&line.hear().await?, "it does not greet")?;
    let offer = hello(&mut line, settings).await?;
    if settings.security != MailSecurity::StartTls {
        return Ok((line, offer));
    }
    if !offer.offers("STARTTLS") {
        let detail = "it does not offer TLS";
        return Err(NoticeFault::new(NoticeCause::MailRefused, detail));
    }
    good(&line.say("STARTTLS\r\n").await?, "it does not begin TLS")?;
    let pipe = secured(line.into_silent()?, settings, tls).await?;
    let mut line = Line::new(pipe);
    let offer = hello(&mut line, settings).await?;
    Ok((line, offer))
}

async fn secured(
    pipe: Box<dyn Pipe>,
    settings: &MailSettings,
    tls: &TlsConnector,
) -> Result<Box<dyn Pipe>, NoticeFault> {
    let untrusted = || NoticeFault::new(NoticeCause::Untrusted, "TLS with the mail server failed");
    let name = ServerName::try_from(settings.server.clone()).map_err(|_| untrusted())?;
    let stream = tls.connect(name, pipe).await.map_err(|_| untrusted())?;
    Ok(Box::new(stream))
}

async fn hello(line: &mut Line, settings: &MailSettings) -> Result<Reply, NoticeFault> {
    let from = settings.from.as_str();
    let host = from.rsplit_once('@').map_or(from, |(_, host)| host);
    let heard = line.say(&format!("EHLO {host}\r\n")).await?;
    good(&heard, "it does not speak with us")?;
    Ok(heard)
}

async fn sign_in(
    line: &mut Line,
    offer: &Reply,
    name: &str,
    password: &SecretValue,
) -> Result<(), NoticeFault> {
    let refused = "it does not accept the name and the password";
    if !offer.signs_in_by("PLAIN") && offer.signs_in_by("LOGIN") {
        good(&line.say("AUTH LOGIN\r\n").await?, refused)?;
        let name = format!("{}\r\n", BASE64_STANDARD.encode(name));
        good(&line.say(&name).await?, refused)?;
        let password = Zeroizing::new(BASE64_STANDARD.encode(password.expose()));
        let password = Zeroizing::new(format!("{}\r\n", password.as_str()));
        return good(&line.say(&password).await?, refused);
    }
    let both = Zeroizing::new(format!("\0{name}\0{}", password.expose()));
    let letters = Zeroizing::new(BASE64_STANDARD.encode(both.as_bytes()));
    let words = Zeroizing::new(format!("AUTH PLAIN {}\r\n", letters.as_str()));
    good(&line.say(&words).await?, refused)
}

fn good(reply: &Reply, otherwise: &'static str) -> Result<(), NoticeFault> {
    if reply.is_good() {
        Ok(())
    } else {
        Err(reply.refused(otherwise))
    }
}

/// A line that begins with a dot would end the text.
fn stuffed(mail: &str) -> String {
    let stuffed = mail.replace("\r\n.", "\r\n..");
    match stuffed.strip_prefix('.') {
        Some(rest) => format!("..{rest}"),
        None => stuffed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_mail_ends_it() {
        assert_eq!(stuffed("a\r\n.\r\nb\r\n"), "a\r\n..\r\nb\r\n");
        assert_eq!(stuffed(".a"), "..a");
        assert_eq!(stuffed("a.b"), "a.b");
    }
}
