//! A mail: plain text, marked as one that no person wrote.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use tenantry_domain::cloud::notices::Notice;
use tenantry_domain::notice_channel::MailAddress;
use tenantry_domain::record::instant;
use url::Url;

use crate::wording;

/// As RFC 2045 has it.
const LINE: usize = 76;

/// Everything that goes into a header is of a closed list, or an address that was checked.
pub(super) fn of(
    notice: &Notice,
    from: &MailAddress,
    to: &BTreeSet<MailAddress>,
    console: Option<&Url>,
) -> String {
    let (from, id) = (from.as_str(), notice.id);
    let host = from.rsplit_once('@').map_or(from, |(_, host)| host);
    let to: Vec<&str> = to.iter().map(MailAddress::as_str).collect();
    let to = to.join(",\r\n ");
    let at = instant(notice.at).to_zoned(TimeZone::UTC);
    let date = rfc2822::to_string(&at).unwrap_or_default();
    let subject = notice.kind.sentence();
    let body = folded(&wording::text(notice, console).replace('\n', "\r\n"));
    format!(
        "From: Tenantry <{from}>\r\n\
         To: {to}\r\n\
         Subject: {subject}\r\n\
         Date: {date}\r\n\
         Message-ID: <{id}@{host}>\r\n\
         Auto-Submitted: auto-generated\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\
         \r\n\
         {body}"
    )
}

/// Letters that every server takes, whatever the customer is called.
fn folded(text: &str) -> String {
    let letters = BASE64_STANDARD.encode(text);
    let mut folded = String::with_capacity(letters.len() + letters.len() / LINE * 2 + 2);
    for (place, letter) in letters.chars().enumerate() {
        if place > 0 && place % LINE == 0 {
            folded.push_str("\r\n");
        }
        folded.push(letter);
    }
    folded + "\r\n"
}
