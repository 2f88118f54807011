//! One mail for each notice, in a conversation of its own.

mod line;
mod message;
mod smtp;
mod tls;

use std::collections::BTreeSet;
use std::time::Duration;

use tenantry_domain::cloud::notices::{Notice, NoticeCause, NoticeFault};
use tenantry_domain::notice_channel::MailAddress;
use tenantry_http::SetupError;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::settings::MailSettings;

/// For the whole conversation: servers that look for spam take their time.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Mailer {
    settings: MailSettings,
    console: Option<Url>,
    tls: TlsConnector,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Mailer").field(&self.settings).finish()
    }
}

impl Mailer {
    pub(crate) fn new(
        settings: MailSettings,
        console: Option<Url>,
        extra_roots_pem: &[String],
    ) -> Result<Self, SetupError> {
        Ok(Self {
            settings,
            console,
            tls: tls::connector(extra_roots_pem)?,
        })
    }

    pub(crate) async fn hand_over(
        &self,
        to: &BTreeSet<MailAddress>,
        notice: &Notice,
    ) -> Result<(), NoticeFault> {
        let mail = message::of(notice, &self.settings.from, to, self.console.as_ref());
        let conversation = smtp::send(&self.settings, &self.tls, to, &mail);
        let silent = || NoticeFault::new(NoticeCause::Silent, "the mail server takes too long");
        timeout(PATIENCE, conversation)
            .await
            .map_err(|_| silent())?
    }
}
