//! Customers and subscriptions as records of a vendor.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{
    PartnerCustomer, PartnerCustomerId, Subscription, SubscriptionStatus,
};
use tenantry_domain::cloud::vendor::{self, Amount, FoundRecord, RecordFacts};

pub(super) fn account(partner: Partner, customer: PartnerCustomer) -> FoundRecord {
    let own = customer.tenant == partner.0;
    let facts = vendor::Account {
        domains: customer.domain.into_iter().collect::<BTreeSet<_>>(),
        tenant: Some(customer.tenant),
        category: customer.relation.map(|it| it.as_str().to_owned()),
        own,
        ..vendor::Account::default()
    };
    FoundRecord {
        id: customer.id.to_string(),
        name: customer.name,
        account: None,
        // Whom the partner gave up is not listed.
        active: true,
        address: None,
        facts: RecordFacts::Account(facts),
    }
}

pub(super) fn subscription(customer: &PartnerCustomerId, bought: Subscription) -> FoundRecord {
    let name = bought.friendly_name.unwrap_or(bought.offer_name);
    let facts = vendor::Subscription {
        maker_sku: maker_sku(&bought.offer),
        product: Some(bought.offer).filter(|offer| !offer.is_empty()),
        maker_subscription: Some(bought.id.clone()),
        status: Some(bought.status.as_str().to_owned()).filter(|word| !word.is_empty()),
        quantity: Some(Amount::new(bought.quantity.into())),
        billing: bought.billing,
        term: bought.term,
        starts: bought.begun.map(day),
        ends: bought.committed_until.map(day),
        renews: bought.auto_renews,
        trial: bought.trial,
        of_microsoft: Some(bought.of_microsoft),
        ..vendor::Subscription::default()
    };
    FoundRecord {
        id: bought.id,
        name,
        account: Some(customer.to_string()),
        active: bought.status == SubscriptionStatus::Active,
        address: None,
        facts: RecordFacts::Subscription(facts),
    }
}

/// `product:sku` of the new commerce. What comes after it differs by term and by kind of customer;
/// the old commerce has a GUID.
fn maker_sku(offer: &str) -> Option<String> {
    let mut parts = offer.split(':').map(str::trim);
    let (product, sku) = (parts.next()?, parts.next()?);
    let both = !product.is_empty() && !sku.is_empty();
    both.then(|| format!("{product}:{sku}"))
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_availability_is_no_part_of_a_product_and_a_guid_names_none_of_the_new() {
        for (offer, sku) in [
            ("CFQ7TTC0LH18:0001:CFQ7TTC0K971", Some("CFQ7TTC0LH18:0001")),
            ("CFQ7TTC0LCHC:001J", Some("CFQ7TTC0LCHC:001J")),
            ("91fd106f-4b2c-4938-95ac-f54f74e9a239", None),
            ("CFQ7TTC0LH18:", None),
            (":0001", None),
            ("", None),
        ] {
            assert_eq!(maker_sku(offer).as_deref(), sku, "{offer}");
        }
    }
}
