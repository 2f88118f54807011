use super::*;
use jiff::civil::date;
use serde::de::DeserializeOwned;

fn row<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_cycle_is_known_by_its_name() {
    for (name, term) in [
        ("Monthly", Term::MONTHLY),
        ("Month to Month", Term::MONTHLY),
        ("Quarterly", Term::QUARTERLY),
        ("Annual", Term::YEARLY),
        ("Yearly", Term::YEARLY),
        ("Semi-Annual", Term::HALF_YEARLY),
        ("Half Yearly", Term::HALF_YEARLY),
        ("3 Months", Term::QUARTERLY),
        ("Every 2 Years", Term::TWO_YEARS),
        ("One Time", Term::Once),
        ("Bi-Monthly", Term::Other("Bi-Monthly".to_owned())),
        ("Biannual", Term::Other("Biannual".to_owned())),
        ("52 Weeks", Term::Other("52 Weeks".to_owned())),
        ("Loyalty", Term::Other("Loyalty".to_owned())),
    ] {
        assert_eq!(cycle(name.to_owned()), term, "{name}");
    }
}

const AGREEMENT: &str = r#"{"id":12,"company":{"id":250},"billingCycle":{"id":2,"name":"Monthly"},
    "currency":{"id":1,"name":"US Dollars","currencyCode":"USD"},"agreementStatus":"Active"}"#;

fn line(text: &str, today: Date) -> (FoundRecord, ContractLine) {
    let addition: AdditionRow = row(text);
    let record = addition.record(&row(AGREEMENT), today).unwrap();
    match record.facts.clone() {
        RecordFacts::ContractLine(line) => (record, line),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_billed_is_what_is_more_than_included_and_billable_now() {
    let today = date(2026, 6, 1);
    for (fields, quantity, lapsed) in [
        (
            r#""quantity":20.00,"lessIncluded":2.50"#,
            Some("17.5"),
            false,
        ),
        (r#""quantity":20.00"#, Some("20"), false),
        (
            r#""quantity":20,"billCustomer":"DoNotBill""#,
            Some("0"),
            false,
        ),
        (
            r#""quantity":20,"billCustomer":"NoCharge""#,
            Some("0"),
            false,
        ),
        (
            r#""quantity":20,"effectiveDate":"2026-06-01T00:00:00Z""#,
            Some("20"),
            false,
        ),
        (
            r#""quantity":20,"effectiveDate":"2026-06-02T00:00:00Z""#,
            None,
            false,
        ),
        (
            r#""quantity":20,"cancelledDate":"2026-06-02T00:00:00Z""#,
            Some("20"),
            false,
        ),
        (
            r#""quantity":20,"cancelledDate":"2026-06-01T00:00:00Z""#,
            None,
            true,
        ),
        (r#""quantity":null"#, None, false),
    ] {
        let (record, line) = line(&format!("{{\"id\":77,{fields}}}"), today);
        assert_eq!(
            line.quantity.map(|it| it.to_string()).as_deref(),
            quantity,
            "{fields}"
        );
        assert_eq!((line.lapsed, record.active), (lapsed, !lapsed), "{fields}");
    }
}

#[test]
fn prices_keep_their_digits_and_have_the_agreements_currency() {
    let text = r#"{"id":77,"product":{"id":5,"identifier":"M365-BP"},"quantity":1,
        "unitPrice":12345678901234.5678,"unitCost":22.10,"description":"Seats"}"#;
    let (record, line) = line(text, date(2026, 6, 1));
    let price = line.unit_price.unwrap();
    assert_eq!(price.amount.to_string(), "12345678901234.5678");
    assert_eq!(price.currency, "USD".parse().ok());
    assert_eq!(line.unit_cost.unwrap().amount.to_string(), "22.1");
    assert_eq!(
        (record.name.as_str(), line.sku.as_deref()),
        ("Seats", Some("M365-BP"))
    );
    assert_eq!(line.billing, Some(Term::MONTHLY));
}

#[test]
fn a_company_says_what_it_is() {
    let text = r#"{"id":250,"identifier":"Contoso","name":"Contoso Ltd","status":{"name":"Active"},
        "types":[{"name":"Customer"},{"name":"Partner"}],"deletedFlag":false,"website":" contoso.example ",
        "country":{"id":1,"name":"United Kingdom"},"parentCompany":{"id":7},"city":""}"#;
    let record = row::<CompanyRow>(text).record().unwrap();
    let RecordFacts::Account(account) = record.facts else {
        panic!("it is an account");
    };
    assert!(record.active && !account.own);
    assert_eq!(account.category.as_deref(), Some("Customer, Partner"));
    assert_eq!(account.country.as_deref(), Some("GB"));
    assert_eq!(account.parent.as_deref(), Some("7"));
    assert_eq!(account.city, None);
    assert!(account.domains.contains("contoso.example"));
}

#[test]
fn what_says_nothing_is_no_harm_and_without_an_id_it_is_no_record() {
    let record = row::<CompanyRow>(r#"{"id":1,"status":"odd","types":null}"#).record();
    assert!(record.unwrap().active);
    assert!(
        row::<CompanyRow>(r#"{"name":"Contoso"}"#)
            .record()
            .is_none()
    );
    for status in ["Inactive", "Not Active", "Obsolete - Do not use"] {
        let text = format!(r#"{{"id":1,"status":{{"name":"{status}"}}}}"#);
        assert!(
            !row::<CompanyRow>(&text).record().unwrap().active,
            "{status}"
        );
    }
}

#[test]
fn an_agreement_without_an_end_has_none() {
    let text = r#"{"id":12,"endDate":"2026-12-31T00:00:00Z","noEndingDateFlag":true}"#;
    let record = row::<AgreementRow>(text).record().unwrap();
    let RecordFacts::Contract(contract) = record.facts else {
        panic!("it is a contract");
    };
    assert_eq!(contract.ends, None);
    let over = row::<AgreementRow>(r#"{"id":12,"agreementStatus":"Expired"}"#);
    assert!(!over.record().unwrap().active);
}
