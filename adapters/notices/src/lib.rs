//! Hands notices over: to webhooks, signed, and to mail servers.
//!
//! - `webhook`: one POST for each notice, in the form of Standard Webhooks, to an address that somebody
//!   entered. [`tenantry_http::Strangers`] sees to it that nobody is reached by it who is not public.
//! - `mail`: one mail for each notice, to a server that the operator named.
//! - `wording`: what both say.
#![forbid(unsafe_code)]

mod mail;
mod settings;
mod signature;
mod webhook;
mod wording;

use async_trait::async_trait;
use tenantry_domain::cloud::notices::{Notice, NoticeCause, NoticeFault, NoticeTaker};
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::notice_channel::NoticeTarget;
use tenantry_http::SetupError;

use mail::Mailer;
use webhook::Webhooks;

pub use settings::{MailSecurity, MailSettings, Settings};

/// Whoever takes notices here.
#[derive(Debug)]
pub struct Notices {
    webhooks: Webhooks,
    mail: Option<Mailer>,
}

impl Notices {
    pub fn new(settings: Settings, http: &tenantry_http::Settings) -> Result<Self, SetupError> {
        let Settings {
            private_receivers,
            console,
            mail,
        } = settings;
        let mail = mail.map(|mail| Mailer::new(mail, console.clone(), &http.extra_roots_pem));
        Ok(Self {
            webhooks: Webhooks::new(http, private_receivers, console)?,
            mail: mail.transpose()?,
        })
    }

    fn mail(&self) -> Result<&Mailer, NoticeFault> {
        let off = || NoticeFault::new(NoticeCause::MailOff, "");
        self.mail.as_ref().ok_or_else(off)
    }
}

#[async_trait]
impl NoticeTaker for Notices {
    fn accepts(&self, target: &NoticeTarget) -> Result<(), NoticeFault> {
        match target {
            NoticeTarget::Webhook { url } => self.webhooks.accepts(url),
            NoticeTarget::Mail { .. } => self.mail().map(drop),
        }
    }

    async fn hand_over(
        &self,
        target: &NoticeTarget,
        keys: &[SecretValue],
        notice: &Notice,
    ) -> Result<(), NoticeFault> {
        match target {
            NoticeTarget::Webhook { url } => self.webhooks.hand_over(url, keys, notice).await,
            NoticeTarget::Mail { to } => self.mail()?.hand_over(to, notice).await,
        }
    }
}
