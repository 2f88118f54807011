//! Several requests in one: up to twenty, each with an answer of its own.

use crate::fault::{GraphDialect, graph_fault};
use crate::graph::client::{API, At, GraphClient, GraphRequest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::header::CONTENT_TYPE;
use tenantry_http::{
    Answer, Dialect, HeaderMap, HeaderName, HeaderValue, Judgement, Method, Repeat, StatusCode,
};

/// As many as Graph takes at once.
const MOST: usize = 20;
/// How often what was turned away inside a batch is asked again.
const ROUNDS: u32 = 6;
/// Whoever is told to wait longer comes back later, with what was answered until then.
const LONGEST_PAUSE: Duration = Duration::from_mins(2);

/// One read inside a batch: writes go alone, where their effect can be told apart.
#[derive(Debug, Clone)]
pub struct BatchItem {
    /// Below `/v1.0`, with its query.
    pub url: String,
    pub eventual: bool,
}

#[derive(Debug)]
pub struct BatchAnswer {
    pub outcome: Result<Value, CloudFault>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    requests: Vec<Inner<'a>>,
}

#[derive(Serialize)]
struct Inner<'a> {
    id: String,
    method: &'static str,
    url: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<&'static str, &'static str>,
}

#[derive(Deserialize)]
struct Responses {
    responses: Vec<Response>,
}

#[derive(Deserialize)]
struct Response {
    id: String,
    status: u16,
    #[serde(default)]
    headers: HashMap<String, String>,
    #[serde(default)]
    body: Value,
}

impl GraphClient {
    /// The answers in the order of the items. Only what was turned away for being too much is
    /// asked again, after the longest pause that was asked for.
    pub async fn batch(&self, at: At, items: &[BatchItem]) -> Result<Vec<BatchAnswer>, CloudFault> {
        let mut outcomes: Vec<Option<Result<Value, CloudFault>>> =
            items.iter().map(|_| None).collect();
        let mut open: Vec<usize> = (0..items.len()).collect();
        for round in 1..=ROUNDS {
            let mut turned_away = Vec::new();
            let mut pause = Duration::ZERO;
            for chunk in open.chunks(MOST) {
                for (index, outcome) in self.round(at, items, chunk).await? {
                    if let Err(fault) = &outcome
                        && fault.cause == Cause::Throttled
                        && round < ROUNDS
                    {
                        turned_away.push(index);
                        pause = pause.max(
                            fault
                                .retry_after
                                .unwrap_or(Duration::from_secs(1 << round.min(5))),
                        );
                    }
                    outcomes[index] = Some(outcome);
                }
            }
            if turned_away.is_empty() || pause > LONGEST_PAUSE {
                break;
            }
            tokio::time::sleep(pause).await;
            open = turned_away;
        }
        let missing = || {
            Err(CloudFault::new(
                Cause::AnswerUnreadable,
                API,
                "the batch left a request unanswered",
            ))
        };
        Ok(outcomes
            .into_iter()
            .map(|outcome| BatchAnswer {
                outcome: outcome.unwrap_or_else(missing),
            })
            .collect())
    }

    async fn round(
        &self,
        at: At,
        items: &[BatchItem],
        chunk: &[usize],
    ) -> Result<Vec<(usize, Result<Value, CloudFault>)>, CloudFault> {
        let inner = |index: &usize| {
            let item = items.get(*index)?;
            let headers = item
                .eventual
                .then_some(("ConsistencyLevel", "eventual"))
                .into_iter()
                .collect();
            Some(Inner {
                id: index.to_string(),
                method: "GET",
                url: &item.url,
                headers,
            })
        };
        let envelope = Envelope {
            requests: chunk.iter().filter_map(inner).collect(),
        };
        // A batch of reads is a read, whatever its method is called.
        let request = GraphRequest::new(Method::POST, "/$batch")
            .json(&envelope)?
            .repeat(Repeat::Freely);
        let (outer, responses): (_, Responses) = self.read_with_head(at, request).await?;
        let found = responses.responses.into_iter().filter_map(|response| {
            let index = response
                .id
                .parse::<usize>()
                .ok()
                .filter(|index| chunk.contains(index))?;
            Some((index, outcome(&outer, response)))
        });
        Ok(found.collect())
    }
}

/// An inner answer is judged as if it had come alone.
fn outcome(outer: &Answer, response: Response) -> Result<Value, CloudFault> {
    let mut headers = HeaderMap::new();
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            headers.insert(name, value);
        }
    }
    // Whatever the inner answer says of itself, here it came as JSON.
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let status = StatusCode::from_u16(response.status);
    let answer = Answer {
        status: status
            .map_err(|_| outer.fault(Cause::AnswerUnreadable, "an inner answer has no status"))?,
        headers,
        body: serde_json::to_vec(&response.body)
            .unwrap_or_default()
            .into(),
        ..outer.clone()
    };
    match GraphDialect.judge(&answer) {
        Judgement::Good => Ok(response.body),
        Judgement::Bad(_) => Err(graph_fault(&answer)),
    }
}
