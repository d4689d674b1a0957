//! What do the texts of a column show of how they are to be read? `25/12/2026` says that the day comes first, and decides
//! how `01/02/2026` beside it is read; `1.234,50` says that the comma is the decimal mark.

use dyntables_model::column::Column;
use dyntables_values::kind::Kind;
use dyntables_values::written::numerals::ShownMarks;
use dyntables_values::written::{Cast, DateOrder, Reading};
use serde_json::json;

use crate::cast::read_value;
use crate::cast_options::{CastOptions, reads_numbers};

/// What has been seen of the texts of a column.
pub struct Evidence<'c> {
    column: &'c Column,
    marks: ShownMarks,
    /// The readings with either order, if that is asked of this column.
    orders: Option<[Reading; 2]>,
    /// Whether a text is a date with the day first only, and whether one is with the month first only.
    only: [bool; 2],
    /// The last text that was looked at: many follow one of their own kind.
    last: String,
}

const ORDERS: [DateOrder; 2] = [DateOrder::DayMonthYear, DateOrder::MonthDayYear];

impl<'c> Evidence<'c> {
    /// Nothing has been seen yet. `None` if the texts of the column, or what is known of how they are read, leave no
    /// question open.
    pub fn of(column: &'c Column, reading: &Reading) -> Option<Self> {
        let is_date = matches!(column.type_.kind(&column.config), Kind::Date | Kind::Timestamptz);
        let in_order = |order| Reading { date_order: Some(order), ..reading.clone() };
        let orders = (is_date && reading.date_order.is_none()).then(|| ORDERS.map(in_order));
        let is_open = orders.is_some() || reads_numbers(column) && reading.decimal_mark.is_none();
        is_open.then(|| Evidence {
            column,
            marks: ShownMarks::default(),
            orders,
            only: [false; 2],
            last: String::new(),
        })
    }

    /// Looks at a text.
    pub fn add(&mut self, text: &str) {
        let Some(readings) = &self.orders else {
            self.marks.add(text);
            return;
        };
        if self.only == [true; 2] || self.last == text {
            return;
        }
        text.clone_into(&mut self.last);
        let text = json!(text);
        let is_read = |reading| matches!(read_value(self.column, &text, reading), Some(Cast::Value(_)));
        let [day_first, month_first] = readings;
        match (is_read(day_first), is_read(month_first)) {
            (true, false) => self.only[0] = true,
            (false, true) => self.only[1] = true,
            _ => {}
        }
    }

    /// Has values of the column read as its texts show.
    pub fn teach(&self, cast: &mut CastOptions) {
        let key = self.column.key.as_str();
        cast.shown.insert(key.to_owned(), self.marks);
        // Texts of both kinds show nothing.
        if let [is_day_first, is_month_first] = self.only
            && is_day_first != is_month_first
        {
            cast.orders.insert(key.to_owned(), ORDERS[usize::from(is_month_first)]);
        }
    }
}
