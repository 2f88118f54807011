//! Signing in and out, in a browser.

use axum::Router;
use axum::extract::{Query, RawQuery, State};
use axum::http::request::Parts as Head;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::cookies::unguessable;
use super::recognise::{Entry, not_signed_in, refused};
use crate::transport::{Knock, Refusal};

/// Where people sign in and out, and where their tenant sends them back to.
pub fn room(entry: Entry) -> Router {
    Router::new()
        .route("/sign-in", get(begin))
        .route("/sign-in/callback", get(finish))
        .route("/sign-out", post(end))
        .with_state(entry)
}

#[derive(Debug, Deserialize)]
struct Wanted {
    return_to: Option<String>,
}

/// Leads to the person's own tenant.
async fn begin(State(entry): State<Entry>, Query(wanted): Query<Wanted>) -> Response {
    let shared = &entry.shared;
    let Some(people) = &shared.people else {
        return told(&no_sign_in());
    };
    let browser = unguessable(&*shared.randomness);
    let return_to = wanted.return_to.as_deref().unwrap_or("/");
    match people.begin(return_to, &browser) {
        Ok(address) => leading_to(&address, [shared.cookies.set_browser(&browser)]),
        Err(fault) => told(&Refusal {
            status: StatusCode::BAD_REQUEST,
            code: fault.code(),
            message: fault.to_string(),
        }),
    }
}

/// The person is back.
async fn finish(State(entry): State<Entry>, RawQuery(query): RawQuery, head: Head) -> Response {
    match finished(&entry, query.as_deref().unwrap_or_default(), &head).await {
        Ok(response) => response,
        Err(refusal) => told(&refusal),
    }
}

async fn finished(entry: &Entry, query: &str, head: &Head) -> Result<Response, Refusal> {
    let shared = &entry.shared;
    let people = shared.people.as_ref().ok_or_else(no_sign_in)?;
    let browser = Knock::at(head)
        .cookie(shared.cookies.browser())
        .unwrap_or_default();
    let finished = people.finish(browser, query).await;
    let (person, return_to) = finished.map_err(|fault| {
        tracing::info!(code = fault.code(), %fault, "a sign-in came to nothing");
        Refusal {
            status: StatusCode::UNAUTHORIZED,
            code: fault.code(),
            message: fault.to_string(),
        }
    })?;
    let admitted = entry.admit(person).await?;
    let opened = shared
        .access
        .open_session(admitted)
        .await
        .map_err(|error| refused(&error))?;
    let seconds = (opened.until - shared.parts.clock.now()) / 1_000_000;
    let session = shared.cookies.set_session(opened.text.expose(), seconds);
    Ok(leading_to(
        return_to.as_str(),
        [session, shared.cookies.end_browser()],
    ))
}

/// Ends the session, on record.
async fn end(State(entry): State<Entry>, head: Head) -> Response {
    let shared = &entry.shared;
    let own = head.headers.contains_key("x-requested-with")
        || head.headers.contains_key("graphql-require-preflight");
    if !own {
        // A stranger's page can make a browser send a form, but no header.
        return told(&Refusal {
            status: StatusCode::FORBIDDEN,
            code: "PREFLIGHT_MISSING",
            message: "send the header x-requested-with".to_owned(),
        });
    }
    let Some(session) = Knock::at(&head).cookie(shared.cookies.session()) else {
        return told(&not_signed_in());
    };
    match shared.access.end_session(session).await {
        Ok(_) => with_cookies(
            StatusCode::NO_CONTENT.into_response(),
            [shared.cookies.end_session()],
        ),
        Err(error) => told(&refused(&error)),
    }
}

fn no_sign_in() -> Refusal {
    Refusal {
        status: StatusCode::NOT_FOUND,
        code: "SIGN_IN_NOT_CONFIGURED",
        message: "people cannot sign in here; machines bring a token".to_owned(),
    }
}

fn leading_to<const N: usize>(address: &str, cookies: [Option<HeaderValue>; N]) -> Response {
    let Ok(address) = HeaderValue::from_str(address) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::LOCATION, address);
    with_cookies((StatusCode::SEE_OTHER, headers).into_response(), cookies)
}

fn with_cookies<const N: usize>(
    mut response: Response,
    cookies: [Option<HeaderValue>; N],
) -> Response {
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// In words, for whoever looks at the browser.
fn told(refusal: &Refusal) -> Response {
    let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    let remedy = crate::pages::remedy(refusal.code).unwrap_or_default();
    let text = format!(
        "{}\n\n{remedy}\n\nMore: /help/{}\n",
        refusal.message, refusal.code
    );
    (refusal.status, plain, text).into_response()
}
