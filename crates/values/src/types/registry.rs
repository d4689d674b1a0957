//! The list of column types. A new type is a file, and a line here.

use crate::error::Error;
use crate::text::Object;
use crate::types::{
    ColumnType, autonumber, checkbox, color, created_at, created_by, currency, date, datetime, decimal,
    duration, email, file, image, integer, ip, json, location, long_text, multi_select, number, percent,
    person_name, phone, progress, rating, rich_text, select, slug, status, text, time, updated_at,
    updated_by, url, user, uuid,
};
use crate::written::Reading;

static TYPES: &[&dyn ColumnType] = &[
    &text::Text,
    &long_text::LongText,
    &rich_text::RichText,
    &email::Email,
    &url::UrlType,
    &phone::Phone,
    &slug::SlugType,
    &number::NumberType,
    &integer::Integer,
    &decimal::Decimal,
    &currency::Currency,
    &percent::Percent,
    &rating::Rating,
    &progress::Progress,
    &duration::Duration,
    &autonumber::Autonumber,
    &checkbox::Checkbox,
    &date::Date,
    &datetime::Datetime,
    &time::Time,
    &select::SelectType,
    &multi_select::MultiSelect,
    &status::Status,
    &person_name::PersonName,
    &location::Location,
    &user::User,
    &file::File,
    &image::Image,
    &uuid::UuidType,
    &color::Color,
    &ip::Ip,
    &json::JsonType,
    &created_at::CreatedAt,
    &updated_at::UpdatedAt,
    &created_by::CreatedBy,
    &updated_by::UpdatedBy,
];

/// All column types, in the order of the documentation.
pub fn all() -> &'static [&'static dyn ColumnType] {
    TYPES
}

/// The column type of this name or alias.
pub fn find(name: &str) -> Result<&'static dyn ColumnType, Error> {
    TYPES
        .iter()
        .find(|t| t.name() == name || t.aliases().contains(&name))
        .copied()
        .ok_or_else(|| Error::unknown("column type", name, TYPES.iter().map(|t| t.name())))
}

/// Builds the tables that types make when they are first used. The server's own process does so before it makes others,
/// which then share them.
pub fn warm_up() {
    let config = Object::new();
    for type_ in all() {
        if let Some(text) = type_.to_text(&config, &type_.example()) {
            // What becomes of the text is tested elsewhere.
            let _ = type_.typecast(&config, &text, &Reading::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{all, find};

    #[test]
    fn names_and_aliases_are_distinct_and_found() {
        let mut seen = HashSet::new();
        for t in all() {
            for name in std::iter::once(&t.name()).chain(t.aliases()) {
                assert!(seen.insert(*name), "{name} twice");
                assert_eq!(find(name).unwrap().name(), t.name());
            }
        }
    }

    #[test]
    fn an_unknown_type_names_the_nearest() {
        let error = find("integre").err().unwrap();
        assert_eq!(error.hint().unwrap(), "Perhaps you meant \"integer\".");
    }
}
