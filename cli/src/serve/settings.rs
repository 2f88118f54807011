//! With which values the server runs.

use std::path::PathBuf;

use serde::Deserialize;
use tenantry_api::console;
use tenantry_api::entry::Rate;
use tenantry_api::server::Certificate;
use tenantry_api::transport::Documents;
use tokio_rustls::TlsAcceptor;
use url::Url;
use uuid::Uuid;

use super::documents::{self, Only};
use crate::config::{Origin, Setting, default, flag, variable};
use crate::failure::Failure;

/// The table `[server]` of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    listen: Option<String>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    sign_in_app: Option<String>,
    introspection: Option<bool>,
    console: Option<bool>,
    graphiql: Option<bool>,
    metrics: Option<bool>,
    requests_at_once: Option<u32>,
    requests_per_second: Option<u32>,
    documents: Option<PathBuf>,
    documents_only: Option<Only>,
}

#[derive(Debug, Clone)]
pub(crate) struct Serving {
    pub(crate) listen: Setting<String>,
    /// Under which address people and programs reach it; a proxy's, where there is one.
    pub(crate) public_url: Option<Setting<Url>>,
    tls: Option<(PathBuf, PathBuf)>,
    /// The app that people sign in to. None where only machines come.
    pub(crate) sign_in_app: Option<Setting<Uuid>>,
    pub(crate) introspection: Setting<bool>,
    pub(crate) console: Setting<bool>,
    pub(crate) graphiql: bool,
    pub(crate) metrics: Setting<bool>,
    rate: Rate,
    documents: Option<PathBuf>,
    documents_only: Only,
}

const LISTEN: &str = "127.0.0.1:8700";

impl Serving {
    pub(crate) fn gather(
        file: Option<Written>,
        public_url: Option<Setting<Url>>,
    ) -> Result<Self, Failure> {
        let file = file.unwrap_or_default();
        let text = |name: &str, file: Option<String>| layered(name, file);
        let path = |path: Option<PathBuf>| path.map(|it| it.to_string_lossy().into_owned());
        let certificate = text("TENANTRY_TLS_CERTIFICATE", path(file.tls_certificate));
        let key = text("TENANTRY_TLS_KEY", path(file.tls_key));
        let tls = match (certificate, key) {
            (Some(certificate), Some(key)) => Some((certificate.value.into(), key.value.into())),
            (None, None) => None,
            _ => {
                let message = "TLS needs both, tls_certificate and tls_key";
                return Err(Failure::config(message.to_owned()));
            }
        };
        let standard = Rate::default();
        let introspection = switch("TENANTRY_INTROSPECTION", file.introspection, true)?;
        let documents_only = file.documents_only.unwrap_or_default();
        let graphiql = graphiql(file.graphiql, &introspection, documents_only)?;
        Ok(Self {
            listen: text("TENANTRY_LISTEN", file.listen).unwrap_or_else(|| default(LISTEN)),
            public_url,
            tls,
            sign_in_app: text("TENANTRY_SIGN_IN_APP", file.sign_in_app)
                .as_ref()
                .map(app)
                .transpose()?,
            introspection,
            console: switch("TENANTRY_CONSOLE", file.console, true)?,
            graphiql,
            metrics: switch("TENANTRY_METRICS", file.metrics, true)?,
            rate: Rate {
                burst: file.requests_at_once.unwrap_or(standard.burst),
                per_second: file.requests_per_second.unwrap_or(standard.per_second),
            },
            documents: file.documents,
            documents_only,
        })
    }

    /// Beside simulated clouds, whose people sign in to this app.
    #[cfg(feature = "demo")]
    pub(crate) fn of_demo(public_url: Url, sign_in_app: Uuid) -> Self {
        let on = || Setting {
            value: true,
            from: Origin::Default,
        };
        Self {
            listen: default(LISTEN),
            public_url: Some(flag(public_url)),
            tls: None,
            sign_in_app: Some(flag(sign_in_app)),
            introspection: on(),
            console: on(),
            graphiql: true,
            metrics: on(),
            rate: Rate::default(),
            documents: None,
            documents_only: Only::default(),
        }
    }

    pub(crate) fn with_listen(&self, listen: Option<&str>) -> Self {
        let mut serving = self.clone();
        if let Some(listen) = listen {
            serving.listen = flag(listen.to_owned());
        }
        serving
    }

    /// Whether it is reached by TLS, its own or a proxy's.
    pub(crate) fn is_secure(&self) -> bool {
        let public = self.public_url.as_ref();
        self.tls.is_some() || public.is_some_and(|url| url.value.scheme() == "https")
    }

    pub(crate) fn tls(&self) -> Result<Option<TlsAcceptor>, Failure> {
        let Some((chain, key)) = &self.tls else {
            return Ok(None);
        };
        let acceptor = Certificate { chain, key }.acceptor();
        acceptor
            .map(Some)
            .map_err(|error| Failure::config(error.to_string()))
    }

    /// Where our own pages come from.
    pub(crate) fn origins(&self) -> Vec<String> {
        let public = self.public_url.as_ref();
        let public = public.map(|url| url.value.origin().ascii_serialization());
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let local = || format!("{scheme}://{}", self.listen.value);
        vec![public.unwrap_or_else(local)]
    }

    /// Documents that clients may name, and whether they may send others.
    pub(crate) fn documents(&self) -> Result<Documents, Failure> {
        let of_console = if self.console.value {
            console::documents()
        } else {
            Vec::new()
        };
        documents::of(of_console, self.documents.as_deref(), self.documents_only)
    }

    pub(crate) fn rate(&self) -> Rate {
        self.rate
    }

    /// In one line, for `doctor`.
    pub(crate) fn shown(&self) -> String {
        let public = self.public_url.as_ref();
        let public = public.map_or_else(
            || "no public address".to_owned(),
            |url| format!("{} ({})", url.value, url.from),
        );
        let people = if self.sign_in_app.is_some() {
            "people sign in"
        } else {
            "machines only"
        };
        let tls = if self.tls.is_some() {
            "TLS"
        } else {
            "no TLS of its own"
        };
        format!(
            "listens on {} ({}), {tls}; {public}; {people}",
            self.listen.value, self.listen.from
        )
    }
}

fn layered<T: From<String>>(name: &str, file: Option<T>) -> Option<Setting<T>> {
    let variable = variable(name).map(|value| Setting {
        value: T::from(value),
        from: Origin::Environment,
    });
    variable.or_else(|| {
        file.map(|value| Setting {
            value,
            from: Origin::File,
        })
    })
}

fn switch(name: &str, file: Option<bool>, otherwise: bool) -> Result<Setting<bool>, Failure> {
    if let Some(text) = variable(name) {
        let value = match text.as_str() {
            "on" | "true" | "1" => true,
            "off" | "false" | "0" => false,
            _ => return Err(Failure::config(format!("{name} is `on` or `off`"))),
        };
        let from = Origin::Environment;
        return Ok(Setting { value, from });
    }
    Ok(match file {
        Some(value) => Setting {
            value,
            from: Origin::File,
        },
        None => Setting {
            value: otherwise,
            from: Origin::Default,
        },
    })
}

/// Whether there is a page to ask by hand. By itself it is there where it is of use: it cannot show what may be
/// asked without introspection, nor ask anything where only known documents are answered.
fn graphiql(
    file: Option<bool>,
    introspection: &Setting<bool>,
    only: Only,
) -> Result<bool, Failure> {
    let of_use = introspection.value && only != Only::All;
    let wanted = switch("TENANTRY_GRAPHIQL", file, of_use)?;
    if wanted.value && !of_use {
        let message = "graphiql needs introspection, and documents that are not known";
        return Err(Failure::config(message.to_owned()));
    }
    Ok(wanted.value)
}

fn app(text: &Setting<String>) -> Result<Setting<Uuid>, Failure> {
    let id = Uuid::try_parse(text.value.trim());
    let value =
        id.map_err(|_| Failure::config("sign_in_app is the app's id, a UUID".to_owned()))?;
    Ok(Setting {
        value,
        from: text.from,
    })
}
