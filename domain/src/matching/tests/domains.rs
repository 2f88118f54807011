use crate::matching::Domain;

fn registered(text: &str) -> Option<String> {
    Domain::of(text).map(|it| it.registered().to_owned())
}

#[test]
fn websites_addresses_and_domains_come_to_one() {
    for text in [
        "contoso.co.uk",
        "www.contoso.co.uk",
        "CONTOSO.CO.UK.",
        "https://www.contoso.co.uk/about?x=1",
        "http://contoso.co.uk:8080",
        "info@contoso.co.uk",
        "mailto:info@contoso.co.uk",
        "info@mail.contoso.co.uk; other@fabrikam.com",
        " contoso.co.uk/ ",
        "https://user@shop.contoso.co.uk#top",
    ] {
        assert_eq!(registered(text).as_deref(), Some("contoso.co.uk"), "{text}");
    }
    assert_eq!(
        Domain::of("www.mail.contoso.com").unwrap().as_str(),
        "mail.contoso.com"
    );
    assert_eq!(
        registered("contoso.example").as_deref(),
        Some("contoso.example")
    );
    assert_eq!(
        registered("shop.contoso.uk.com").as_deref(),
        Some("contoso.uk.com")
    );
}

#[test]
fn both_ways_to_write_a_domain_are_one() {
    assert_eq!(
        Domain::of("www.MÜNCHEN.de"),
        Domain::of("xn--mnchen-3ya.de")
    );
    assert_eq!(Domain::of("mu\u{308}nchen.de"), Domain::of("münchen.de"));
    assert_eq!(
        Domain::of("食狮.公司.cn"),
        Domain::of("xn--85x722f.xn--55qx5d.cn")
    );
}

#[test]
fn what_many_share_is_worth_nothing() {
    for text in [
        "someone@gmail.com",
        "outlook.com",
        "contoso.onmicrosoft.com",
        "contoso.mail.onmicrosoft.com",
        "https://sites.google.com/view/contoso",
        "https://www.facebook.com/contoso",
        "contoso.wixsite.com/home",
        "contoso.github.io",
        "contoso.azurewebsites.net",
        "contoso.sharepoint.com",
        "contoso.myshopify.com",
        "contoso@t-online.de",
        "contoso.local",
        "server.contoso.internal",
    ] {
        assert_eq!(registered(text), None, "{text}");
    }
}

#[test]
fn what_is_no_domain_is_none() {
    for text in [
        "",
        " ",
        "n/a",
        "none",
        "-",
        "co.uk",
        "com",
        "localhost",
        "10.0.0.1",
        "https://10.0.0.1/",
        "@",
        "://",
        "..",
        "contoso",
    ] {
        assert_eq!(registered(text), None, "{text:?}");
    }
    assert_eq!(registered(&"a".repeat(5_000)), None);
    assert_eq!(registered("🚀"), None);
}
