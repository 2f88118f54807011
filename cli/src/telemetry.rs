//! Whether, where and how the program tells what it is busy with.

use std::collections::BTreeMap;

use serde::Deserialize;
use tenantry_http::{HeaderMap, HeaderName, HeaderValue, Push};
use tenantry_telemetry::{Exporter, Exporting, Settings, Spans};
use url::Url;

use crate::config::{Config, variable};
use crate::failure::Failure;

/// What spans are told under, below the receiver's address.
const TRACES: &str = "v1/traces";

const SERVICE: &str = "tenantry";

/// The table `[telemetry]` of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    endpoint: Option<String>,
    headers: Option<BTreeMap<String, String>>,
    sample: Option<f64>,
    service_name: Option<String>,
}

/// What is told to whom. The headers may hold a token.
#[derive(Clone)]
pub(crate) struct Telemetry {
    receiver: Url,
    headers: HeaderMap,
    settings: Settings,
}

impl Telemetry {
    /// None unless a receiver is named: by the file, or by the variables that OpenTelemetry has for it.
    pub(crate) fn gather(file: Option<Written>) -> Result<Option<Self>, Failure> {
        let file = file.unwrap_or_default();
        let disabled =
            variable("OTEL_SDK_DISABLED").is_some_and(|it| it.eq_ignore_ascii_case("true"));
        let whole = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        let base = variable("OTEL_EXPORTER_OTLP_ENDPOINT").or(file.endpoint);
        let receiver = match (whole, base) {
            _ if disabled => return Ok(None),
            (Some(whole), _) => address(&whole)?,
            (None, Some(base)) => below(&address(&base)?)?,
            (None, None) => return Ok(None),
        };
        let headers = match variable("OTEL_EXPORTER_OTLP_HEADERS") {
            Some(list) => listed(&list)?,
            None => file.headers.unwrap_or_default().into_iter().collect(),
        };
        let sample = match variable("OTEL_TRACES_SAMPLER_ARG") {
            Some(text) => text.parse().ok(),
            None => Some(file.sample.unwrap_or(1.0)),
        };
        let sample = sample.filter(|it| (0.0..=1.0).contains(it));
        let service = variable("OTEL_SERVICE_NAME").or(file.service_name);
        Ok(Some(Self {
            receiver,
            headers: headers_of(&headers)?,
            settings: Settings {
                sample: sample.ok_or_else(|| wrong("sample is a number from 0 to 1"))?,
                service: service.unwrap_or_else(|| SERVICE.to_owned()),
            },
        }))
    }

    /// The two ends: the first for the subscriber, the second for the runtime.
    pub(crate) fn start(&self, config: &Config) -> Result<(Spans, Exporter), Failure> {
        let settings = config.stack()?;
        let push = Push::new(self.receiver.clone(), self.headers.clone(), &settings);
        let push = push.map_err(|error| Failure::config(error.to_string()))?;
        Ok(tenantry_telemetry::start(self.settings.clone(), push))
    }
}

/// Does something while what it does is told, and tells what is left of it at the end.
pub(crate) async fn around<T>(exporter: Option<Exporter>, work: impl Future<Output = T>) -> T {
    let exporting = exporter.map(Exporter::begin);
    let ended = work.await;
    if let Some(exporting) = exporting {
        Exporting::end(exporting).await;
    }
    ended
}

fn wrong(message: &str) -> Failure {
    Failure::config(format!("telemetry: {message}"))
}

/// Without TLS it is for the operator's own network.
fn address(text: &str) -> Result<Url, Failure> {
    let url = text.parse::<Url>().ok();
    let url = url.filter(|it| matches!(it.scheme(), "http" | "https") && it.has_host());
    url.ok_or_else(|| wrong("the endpoint is an address such as http://127.0.0.1:4318"))
}

fn below(base: &Url) -> Result<Url, Failure> {
    let mut base = base.clone();
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    base.join(TRACES)
        .map_err(|reason| wrong(&reason.to_string()))
}

/// `name=value,name=value`, as OpenTelemetry writes it.
fn listed(text: &str) -> Result<Vec<(String, String)>, Failure> {
    let pairs = text.split(',').map(str::trim).filter(|it| !it.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=')?;
        Some((name.trim().to_owned(), value.trim().replace("%20", " ")))
    });
    let pairs: Option<Vec<_>> = pairs.collect();
    pairs.ok_or_else(|| wrong("headers are name=value, with commas between them"))
}

/// The value is not repeated: it may be a token.
fn headers_of(pairs: &[(String, String)]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let parsed = (name.parse::<HeaderName>(), value.parse::<HeaderValue>());
        let (Ok(known), Ok(mut value)) = parsed else {
            return Err(wrong(&format!("{name} cannot be sent as a header")));
        };
        value.set_sensitive(true);
        headers.insert(known, value);
    }
    Ok(headers)
}
