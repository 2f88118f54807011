//! Records as they are printed.

use std::collections::BTreeMap;

use serde::Serialize;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::matching::{Certainty, Score};
use tenantry_domain::vendor_record::LinkedHow;
use tenantry_projections::Projections;
use tenantry_projections::vendor_connections::{
    ConnectionPhase, VendorConnectionRow, VendorConnections,
};
use tenantry_projections::vendor_records::{LinkWord, RecordMapping, VendorRecordRow};
use uuid::Uuid;

use crate::failure::Failure;
use crate::mapping::told::{Names, number};
use crate::moment;
use crate::output::plain;

#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) id: Uuid,
    pub(crate) vendor: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) vendor_id: String,
    pub(crate) name: String,
    pub(crate) account: Option<String>,
    pub(crate) active: bool,
    pub(crate) vanished: bool,
    pub(crate) own: bool,
    pub(crate) mapping: &'static str,
    pub(crate) link: Option<Link>,
    pub(crate) reason: Option<String>,
    pub(crate) mapped_by: Option<String>,
    pub(crate) mapped_at: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) connection: Uuid,
    pub(crate) found_at: String,
    pub(crate) changed_at: String,
    pub(crate) position: u64,
}

/// Whose it is, and how it came to be.
#[derive(Debug, Serialize)]
pub(crate) struct Link {
    customer: CustomerId,
    customer_name: Option<String>,
    #[serde(flatten)]
    how: How,
}

/// How a record came to its customer.
#[derive(Debug, Serialize)]
pub(crate) struct How {
    #[serde(rename = "how")]
    word: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<Certainty>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    above: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<CustomerId>,
    #[serde(skip)]
    text: String,
}

impl How {
    pub(crate) fn of(how: LinkedHow, names: &Names) -> Self {
        let score = |hundredths: u8| number(Score::of_hundred(hundredths.into()));
        let plainly = |text: String| Self {
            word: LinkWord::from(how).as_str(),
            because: None,
            score: None,
            above: None,
            from: None,
            text,
        };
        match how {
            LinkedHow::Certain { because } => Self {
                because: Some(because),
                ..plainly(format!("certain: {because}"))
            },
            LinkedHow::ByPerson => plainly("chosen".to_owned()),
            LinkedHow::Suggested { score: at } => Self {
                score: Some(score(at)),
                ..plainly(format!("suggested with {:.2}", score(at)))
            },
            LinkedHow::Bulk { score: at, above } => Self {
                score: Some(score(at)),
                above: Some(score(above)),
                ..plainly(format!(
                    "suggested with {:.2}, accepted with all from {:.2}",
                    score(at),
                    score(above)
                ))
            },
            LinkedHow::CreatedFrom => plainly("the customer was made from it".to_owned()),
            LinkedHow::Merged { from } => Self {
                from: Some(from),
                ..plainly(format!("merged from {}", names.text(from)))
            },
            LinkedHow::Split { from } => Self {
                from: Some(from),
                ..plainly(format!("split off {}", names.text(from)))
            },
        }
    }

    /// In words for people.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// The customers that these records name.
pub(crate) async fn names_in(
    projections: &Projections,
    msp: MspId,
    rows: &[VendorRecordRow],
) -> Result<Names, Failure> {
    let customers = rows.iter().flat_map(|row| {
        let before = row.how().and_then(before);
        row.customer_id.into_iter().chain(before)
    });
    Names::of(projections, msp, customers).await
}

/// The customer that a merger or a split took it from.
pub(crate) fn before(how: LinkedHow) -> Option<CustomerId> {
    match how {
        LinkedHow::Merged { from } | LinkedHow::Split { from } => Some(from),
        _ => None,
    }
}

impl Shown {
    pub(crate) fn of(row: &VendorRecordRow, names: &Names) -> Self {
        let linked = row.customer_id.zip(row.how());
        let linked = linked.filter(|_| row.mapping == RecordMapping::Linked);
        Self {
            id: row.id,
            vendor: row.vendor.as_str(),
            kind: row.kind.as_str(),
            vendor_id: row.vendor_id.clone(),
            name: row.name.clone(),
            account: row.account.clone(),
            active: row.active,
            vanished: row.vanished,
            own: row.own,
            mapping: row.mapping.as_str(),
            link: linked.map(|(customer, how)| Link {
                customer,
                customer_name: names.get(customer).map(str::to_owned),
                how: How::of(how, names),
            }),
            reason: row.reason.clone(),
            mapped_by: row.mapped_by.clone(),
            mapped_at: row.mapped_at.map(moment::show),
            address: row.address.clone(),
            connection: row.connection_id.as_uuid(),
            found_at: moment::show(row.found_at),
            changed_at: moment::show(row.changed_at),
            position: row.position,
        }
    }

    /// Whose it is, for people.
    pub(crate) fn whose(&self) -> String {
        let gone = if self.vanished { " (vanished)" } else { "" };
        let whose = match &self.link {
            Some(link) => link.customer_text(),
            None => self.mapping.to_owned(),
        };
        format!("{whose}{gone}")
    }
}

impl Link {
    pub(crate) fn customer_text(&self) -> String {
        let name = self.customer_name.as_deref().map(plain);
        name.unwrap_or_else(|| self.customer.to_string())
    }

    pub(crate) fn customer(&self) -> CustomerId {
        self.customer
    }

    pub(crate) fn how(&self) -> &str {
        self.how.text()
    }
}

/// The account that a record is read from, and how far the records of its kind are known there.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Source {
    connection: Uuid,
    name: String,
    phase: &'static str,
    read_at: Option<String>,
    stale_since: Option<String>,
    code: Option<String>,
    detail: Option<String>,
}

impl Source {
    pub(crate) fn of(row: &VendorConnectionRow, kind: RecordKind) -> Self {
        let reading = row.kinds().remove(&kind).unwrap_or_default();
        let unread = reading.unread;
        Self {
            connection: row.id,
            name: row.name.clone(),
            phase: row.phase.as_str(),
            read_at: reading.read.map(|it| moment::show(it.at)),
            stale_since: unread.as_ref().map(|it| moment::show(it.since)),
            code: unread.as_ref().map(|it| it.code.clone()),
            detail: unread.map(|it| it.detail),
        }
    }

    pub(crate) fn name(&self) -> String {
        plain(&self.name)
    }

    /// How fresh it is, for people.
    pub(crate) fn health(&self) -> String {
        let read = match (&self.stale_since, &self.read_at) {
            (Some(since), _) => {
                let code = self.code.as_deref().unwrap_or_default();
                format!("stale since {since} {code}")
            }
            (None, Some(at)) => format!("read {at}"),
            (None, None) => "not read yet".to_owned(),
        };
        let resting = self.phase != ConnectionPhase::Connected.as_str();
        let phase = resting.then(|| format!("{}, ", self.phase));
        plain(&format!("{}{read}", phase.unwrap_or_default()))
    }
}

/// The accounts that these records are read from.
pub(crate) async fn accounts_of(
    projections: &Projections,
    msp: MspId,
    rows: &[VendorRecordRow],
) -> Result<BTreeMap<Uuid, VendorConnectionRow>, Failure> {
    let mut ids: Vec<Uuid> = rows.iter().map(|it| it.connection_id.as_uuid()).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = projections.many::<VendorConnections>(msp, &ids).await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}
