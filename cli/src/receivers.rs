//! Where people may be told what happens: webhooks within the operator's own network, and the mail server.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;

use serde::Deserialize;
use tenantry_domain::notice_channel::MailAddress;
use tenantry_notices::{MailSecurity, MailSettings, Notices, Settings};
use url::{Host, Url};

use crate::config::Config;
use crate::failure::Failure;
use crate::secret;

/// The table `[notices]` of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenNotices {
    #[serde(default)]
    private_receivers: Vec<String>,
}

/// The table `[mail]` of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenMail {
    server: String,
    port: Option<u16>,
    security: Option<String>,
    from: String,
    username: Option<String>,
    password_file: Option<PathBuf>,
}

/// Whom this installation tells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Receivers {
    private: BTreeSet<String>,
    mail: Option<MailServer>,
}

/// A mail server; its password is read when it is needed.
#[derive(Debug, Clone)]
struct MailServer {
    server: String,
    port: u16,
    security: MailSecurity,
    from: MailAddress,
    username: Option<String>,
    password_file: Option<PathBuf>,
}

impl Receivers {
    pub(crate) fn gather(
        notices: Option<WrittenNotices>,
        mail: Option<WrittenMail>,
    ) -> Result<Self, Failure> {
        let hosts = notices.unwrap_or_default().private_receivers;
        let private = hosts.iter().map(|it| host(it)).collect::<Result<_, _>>()?;
        let mail = mail.map(MailServer::of).transpose()?;
        Ok(Self { private, mail })
    }

    /// Whoever takes notices.
    pub(crate) fn open(&self, config: &Config) -> Result<Notices, Failure> {
        let settings = Settings {
            private_receivers: self.private.clone(),
            console: config.public_url.as_ref().map(|it| it.value.clone()),
            mail: self.mail.as_ref().map(MailServer::settings).transpose()?,
        };
        let notices = Notices::new(settings, &config.stack()?);
        notices.map_err(|error| Failure::config(error.to_string()))
    }

    /// In one line, for `doctor`.
    pub(crate) fn shown(&self) -> String {
        let mail = match &self.mail {
            Some(mail) => format!(
                "mail from {} by {}:{} ({})",
                mail.from.as_str(),
                mail.server,
                mail.port,
                mail.security.as_str()
            ),
            None => "no mail".to_owned(),
        };
        if self.private.is_empty() {
            return format!("webhooks out in the world; {mail}");
        }
        let hosts: Vec<&str> = self.private.iter().map(String::as_str).collect();
        format!(
            "webhooks out in the world and at {}; {mail}",
            hosts.join(", ")
        )
    }
}

impl MailServer {
    fn of(written: WrittenMail) -> Result<Self, Failure> {
        let security = match written.security.as_deref() {
            None | Some("starttls") => MailSecurity::StartTls,
            Some("tls") => MailSecurity::Tls,
            Some("none") => MailSecurity::None,
            Some(_) => return Err(wrong("security is `starttls`, `tls` or `none`")),
        };
        let server = written.server.trim().to_ascii_lowercase();
        if !is_host(&server) && server.parse::<IpAddr>().is_err() {
            return Err(wrong("server is the name of a host, without a port"));
        }
        if security == MailSecurity::None && !is_this_machine(&server) {
            let what = "security `none` is for a server on this machine: localhost";
            return Err(wrong(what));
        }
        let from = MailAddress::new(&written.from)
            .map_err(|_| wrong("from is a mailbox such as tenantry@msp.example"))?;
        let both = written.username.is_some() == written.password_file.is_some();
        if !both {
            return Err(wrong(
                "username and password_file are given both, or neither",
            ));
        }
        Ok(Self {
            server,
            port: written.port.unwrap_or(security.port()),
            security,
            from,
            username: written.username,
            password_file: written.password_file,
        })
    }

    fn settings(&self) -> Result<MailSettings, Failure> {
        let credentials = match (&self.username, &self.password_file) {
            (Some(name), Some(file)) => Some((name.clone(), secret::from_file(file)?)),
            _ => None,
        };
        Ok(MailSettings {
            server: self.server.clone(),
            port: self.port,
            security: self.security,
            from: self.from.clone(),
            credentials,
        })
    }
}

fn wrong(message: &str) -> Failure {
    Failure::config(format!("in [mail], {message}"))
}

fn is_host(name: &str) -> bool {
    let url = Url::parse(&format!("https://{name}")).ok();
    url.is_some_and(|url| matches!(url.host(), Some(Host::Domain(it)) if it == name))
}

fn is_this_machine(server: &str) -> bool {
    let address = server.parse::<IpAddr>();
    server == "localhost" || address.is_ok_and(|it| it.is_loopback())
}

/// The name of a host, as it is compared with.
fn host(text: &str) -> Result<String, Failure> {
    let name = text.trim().to_ascii_lowercase();
    if is_host(&name) {
        return Ok(name);
    }
    let message =
        "private_receivers in [notices] holds names of hosts, without a scheme, a port or a path";
    Err(Failure::config(message.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(text: &str) -> Result<Receivers, Failure> {
        let written = toml::from_str(text).unwrap();
        Receivers::gather(None, Some(written))
    }

    #[test]
    fn a_mail_server_is_spoken_with_behind_tls_unless_it_is_this_machine() {
        let usual = mail("server = \"Mail.Msp.Example\"\nfrom = \"t@msp.example\"").unwrap();
        let shown = usual.shown();
        assert!(shown.contains("mail.msp.example:587 (starttls)"), "{shown}");
        let other = "server = \"mail.msp.example\"\nfrom = \"t@msp.example\"\nsecurity = \"none\"";
        assert!(mail(other).is_err());
        let own = "server = \"localhost\"\nfrom = \"t@msp.example\"\nsecurity = \"none\"";
        assert!(mail(own).unwrap().shown().contains("localhost:25 (none)"));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for text in [
            "server = \"a b\"\nfrom = \"t@msp.example\"",
            "server = \"mail.msp.example:25\"\nfrom = \"t@msp.example\"",
            "server = \"mail.msp.example\"\nfrom = \"nobody\"",
            "server = \"mail.msp.example\"\nfrom = \"t@msp.example\"\nsecurity = \"ssl\"",
            "server = \"mail.msp.example\"\nfrom = \"t@msp.example\"\nusername = \"t\"",
        ] {
            assert!(mail(text).is_err(), "{text}");
        }
        let hosts = |host: &str| {
            let private_receivers = vec![host.to_owned()];
            Receivers::gather(Some(WrittenNotices { private_receivers }), None)
        };
        assert!(
            hosts("hooks.intern")
                .unwrap()
                .shown()
                .contains("at hooks.intern")
        );
        for bad in ["https://hooks.intern", "hooks.intern:8443", "10.0.0.1", ""] {
            assert!(hosts(bad).is_err(), "{bad}");
        }
    }
}
