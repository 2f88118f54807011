//! Which hosts credentials may be sent to.
//!
//! An address that somebody enters, or that a vendor names, is good when it is under one of the vendor's
//! own domains, or when whoever runs the installation allowed its host. For any other one nothing is sent.

use crate::settings::Endpoints;
use tenantry_domain::cloud::{Cause, CloudFault};
use url::{Host, Url};

/// A host that was entered, such as `contoso.halopsa.com`, as the address of an interface. With a scheme
/// it is taken as well; with a path, a query or somebody's name in it, it is not.
pub(crate) fn entered(
    api: &'static str,
    endpoints: &Endpoints,
    domains: &[&str],
    text: &str,
) -> Result<Url, CloudFault> {
    let text = text.trim().trim_end_matches('/');
    let whole = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = Url::parse(&whole).map_err(|_| refused(api, "it is no address"))?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(refused(api, "a host is expected, and nothing after it"));
    }
    allowed(api, endpoints, domains, &url)?;
    Ok(url)
}

/// An address that the vendor named, path and all.
pub(crate) fn named(
    api: &'static str,
    endpoints: &Endpoints,
    domains: &[&str],
    text: &str,
) -> Result<Url, CloudFault> {
    let url = Url::parse(text.trim()).map_err(|_| refused(api, "it is no address"))?;
    allowed(api, endpoints, domains, &url)?;
    Ok(url)
}

fn allowed(
    api: &'static str,
    endpoints: &Endpoints,
    domains: &[&str],
    url: &Url,
) -> Result<(), CloudFault> {
    if url.scheme() != "https" {
        return Err(refused(api, "only https is spoken"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(api, "there is somebody's name in it"));
    }
    let Some(Host::Domain(host)) = url.host() else {
        return Err(refused(api, "a host has a name, not a number"));
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if endpoints.extra_hosts.contains(&host) {
        return Ok(());
    }
    // Vendors listen where everybody does; only a host that the operator knows may differ.
    if url.port().is_some() {
        return Err(refused(api, &format!("{host} with a port of its own")));
    }
    let own = |domain: &&str| {
        let rest = host.strip_suffix(*domain);
        rest.is_some_and(|rest| !rest.is_empty() && domain.starts_with('.'))
    };
    if domains.iter().any(own) {
        return Ok(());
    }
    Err(refused(api, &format!("{host} is not the vendor's")))
}

fn refused(api: &'static str, why: &str) -> CloudFault {
    CloudFault::new(Cause::VendorAddressRefused, api, why)
}

/// A link that the vendor named, where it leads to the very place that it came from.
pub(crate) fn same_place(api: &'static str, base: &Url, link: &str) -> Result<Url, CloudFault> {
    let url = base.join(link);
    let url = url.map_err(|_| {
        let detail = "the link to the next page is no address";
        CloudFault::new(Cause::AnswerUnreadable, api, detail)
    })?;
    let same = url.scheme() == base.scheme()
        && url.host_str() == base.host_str()
        && url.port_or_known_default() == base.port_or_known_default()
        && url.username().is_empty()
        && url.password().is_none();
    if same {
        return Ok(url);
    }
    let host = url.host_str().unwrap_or("nowhere");
    Err(CloudFault::new(
        Cause::RedirectRefused,
        api,
        format!("it goes on at {host}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoints() -> Endpoints {
        Endpoints {
            extra_hosts: ["psa.contoso.example".to_owned(), "localhost".to_owned()].into(),
            ..Endpoints::default()
        }
    }

    #[test]
    fn the_vendors_hosts_and_those_of_the_operator() {
        let enter = |text: &str| entered("test", &endpoints(), &[".halopsa.com"], text);
        for good in [
            "contoso.halopsa.com",
            "https://contoso.halopsa.com/",
            " CONTOSO.HaloPSA.com ",
            "psa.contoso.example",
            "localhost:8443",
        ] {
            assert!(enter(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "halopsa.com",
            "contoso.halopsa.com.evil.example",
            "evilhalopsa.com",
            "http://contoso.halopsa.com",
            "contoso.halopsa.com:8443",
            "user@contoso.halopsa.com",
            "u:p@localhost",
            "contoso.halopsa.com/path",
            "contoso.halopsa.com?x=1",
            "contoso.halopsa.com#x",
            "127.0.0.1",
            "[::1]",
            "2130706433",
            "sub.psa.contoso.example",
            "ftp://contoso.halopsa.com",
        ] {
            let fault = enter(bad).unwrap_err();
            assert_eq!(fault.cause, Cause::VendorAddressRefused, "{bad}");
        }
    }

    #[test]
    fn an_address_that_the_vendor_names_may_have_a_path() {
        let name = |text: &str| named("test", &endpoints(), &[".autotask.net"], text);
        assert!(name("https://webservices31.autotask.net/ATServicesRest/").is_ok());
        assert!(name("https://autotask.net.evil.example/ATServicesRest/").is_err());
        assert!(name("https://10.0.0.1/ATServicesRest/").is_err());
    }
}
