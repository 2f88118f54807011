//! Days and instants, in all the forms that vendors write them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// An instant in an answer: a text in one of several forms, or a number of seconds or milliseconds.
/// Years before 1970 stand for nothing at some vendors, and mean that here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Moment(Option<Timestamp>);

/// Numbers above this are milliseconds: as seconds they would be after the year 2286.
const LAST_SECOND: i64 = 9_999_999_999;

impl Moment {
    pub(crate) fn instant(self) -> Option<Timestamp> {
        self.0
    }

    /// The day, as the vendor wrote it: dates are instants at midnight there.
    pub(crate) fn date(self) -> Option<Date> {
        self.0.map(|it| it.to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    pub(crate) fn parse(text: &str) -> Self {
        let found = from_text(text.trim());
        Self(found.filter(|it| *it > Timestamp::UNIX_EPOCH))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::String(text) => Self::parse(&text),
            Value::Number(number) => {
                let found = number.as_i64().or_else(|| whole(number.as_f64()?));
                let found = found.and_then(from_number);
                Self(found.filter(|it| *it > Timestamp::UNIX_EPOCH))
            }
            _ => Self(None),
        })
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a fraction of a second counts for nothing, and what is too large is cut to what is refused"
)]
fn whole(number: f64) -> Option<i64> {
    number.is_finite().then_some(number as i64)
}

fn from_number(number: i64) -> Option<Timestamp> {
    if number.abs() > LAST_SECOND {
        Timestamp::from_millisecond(number).ok()
    } else {
        Timestamp::from_second(number).ok()
    }
}

fn from_text(text: &str) -> Option<Timestamp> {
    if let Ok(number) = text.parse::<i64>() {
        return from_number(number);
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    // Offsets without a colon, and times without an offset, which are UTC.
    let offset = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z"];
    let offset = offset
        .iter()
        .find_map(|form| Timestamp::strptime(form, text).ok());
    offset.or_else(|| {
        let there = text.parse::<jiff::civil::DateTime>().ok();
        let there = there.or_else(|| {
            Some(
                text.parse::<Date>()
                    .ok()?
                    .to_datetime(jiff::civil::Time::midnight()),
            )
        });
        Some(there?.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_vendors_use() {
        for (json, instant) in [
            (r#""2026-07-13T00:00:00Z""#, Some("2026-07-13T00:00:00Z")),
            (
                r#""2026-07-13T02:00:00+02:00""#,
                Some("2026-07-13T00:00:00Z"),
            ),
            (
                r#""2026-05-31T22:10:00.000+0000""#,
                Some("2026-05-31T22:10:00Z"),
            ),
            (
                r#""2020-12-03T10:00:00.000-0700""#,
                Some("2020-12-03T17:00:00Z"),
            ),
            (r#""2026-11-01T00:00:00""#, Some("2026-11-01T00:00:00Z")),
            (r#""2026-11-01""#, Some("2026-11-01T00:00:00Z")),
            ("1780000000", Some("2026-05-28T20:26:40Z")),
            ("1780000000000", Some("2026-05-28T20:26:40Z")),
            (r#""1780000000000""#, Some("2026-05-28T20:26:40Z")),
            ("1780000000.5", Some("2026-05-28T20:26:40Z")),
            ("-62135596800000", None),
            ("-62135596800", None),
            ("0", None),
            (r#""1899-12-31T00:00:00""#, None),
            (r#""0001-01-01T00:00:00""#, None),
            (r#""""#, None),
            (r#""soon""#, None),
            ("1e300", None),
            ("null", None),
            ("true", None),
        ] {
            let found: Moment = serde_json::from_str(json).unwrap();
            assert_eq!(
                found.instant(),
                instant.map(|it| it.parse().unwrap()),
                "{json}"
            );
        }
        let day = Moment::parse("2026-07-13T00:00:00Z").date();
        assert_eq!(day, Some(jiff::civil::date(2026, 7, 13)));
    }
}
