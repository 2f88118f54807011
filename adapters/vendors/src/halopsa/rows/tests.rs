use super::*;
use jiff::civil::date;

fn invoice(fields: &str) -> InvoiceRow {
    serde_json::from_str(&format!("{{\"id\":-42,\"client_id\":18{fields}}}")).unwrap()
}

fn line(invoice: &InvoiceRow, today: Date) -> (FoundRecord, ContractLine) {
    let text = r#"{"id":5,"ihid":-42,"item_code":"M365-BP","item_shortdescription":"Seats",
        "qty_order":20.0,"unit_price":26.4000,"unit_cost":22.0,"net_amount":528.0}"#;
    let record = invoice
        .line(serde_json::from_str(text).unwrap(), today)
        .unwrap();
    match record.facts.clone() {
        RecordFacts::ContractLine(line) => (record, line),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_period_is_as_long_as_its_days() {
    for (first, last, months) in [
        ("2026-11-01", "2026-11-30", Some(1)),
        ("2026-02-01", "2026-02-28", Some(1)),
        ("2026-01-15", "2026-02-14", Some(1)),
        ("2026-01-01", "2026-03-31", Some(3)),
        ("2026-01-01", "2026-06-30", Some(6)),
        ("2026-01-01", "2026-12-31", Some(12)),
        ("2024-02-29", "2027-02-27", Some(36)),
        ("2026-01-01", "2026-01-07", None),
        ("1899-12-31", "1899-12-31", None),
        ("2026-02-01", "2026-01-01", None),
    ] {
        let fields = format!(
            ",\"period_start_date\":\"{first}T00:00:00\",\"period_end_date\":\"{last}T00:00:00\""
        );
        let found = invoice(&fields).period();
        assert_eq!(found, months.map(Term::Months), "{first} {last}");
    }
}

#[test]
fn a_line_is_billed_while_its_invoice_comes() {
    let today = date(2026, 6, 1);
    for (fields, billed, lapsed) in [
        ("", true, false),
        (",\"enddate\":\"1899-12-31T00:00:00\"", true, false),
        (",\"enddate\":\"1900-01-01T00:00:00\"", true, false),
        (",\"enddate\":\"2026-06-01T00:00:00\"", true, false),
        (",\"enddate\":\"2026-05-31T00:00:00\"", false, true),
        (",\"startdate\":\"2026-06-02T00:00:00\"", false, false),
        (",\"disabled\":true", false, true),
    ] {
        let (record, line) = line(&invoice(fields), today);
        assert_eq!(line.quantity.is_some(), billed, "{fields}");
        assert_eq!((line.lapsed, record.active), (lapsed, !lapsed), "{fields}");
    }
}

#[test]
fn a_line_is_named_by_its_template_and_itself_and_tied_to_nothing_that_is_not() {
    let (record, found) = line(
        &invoice(",\"currency_code\":\"GBP\",\"contract_id\":0"),
        date(2026, 6, 1),
    );
    assert_eq!(
        (record.id.as_str(), record.name.as_str()),
        ("-42/5", "Seats")
    );
    assert_eq!(
        (record.account.as_deref(), found.contract),
        (Some("18"), None)
    );
    let price = found.unit_price.unwrap();
    assert_eq!(price.amount.to_string(), "26.4");
    assert_eq!(price.currency, "GBP".parse().ok());
}

#[test]
fn a_contract_that_ended_is_not_in_use() {
    let record = |text: &str| {
        let row: ContractRow = serde_json::from_str(text).unwrap();
        row.record(date(2026, 6, 1))
    };
    assert!(
        record(r#"{"id":9,"end_date":"1899-12-31T00:00:00"}"#)
            .unwrap()
            .active
    );
    assert!(
        record(r#"{"id":9,"end_date":"2026-06-01T00:00:00"}"#)
            .unwrap()
            .active
    );
    assert!(
        !record(r#"{"id":9,"end_date":"2026-05-31T00:00:00"}"#)
            .unwrap()
            .active
    );
    assert!(!record(r#"{"id":9,"status":"Cancelled"}"#).unwrap().active);
    assert!(record(r#"{"ref":"MS-9"}"#).is_none());
}
