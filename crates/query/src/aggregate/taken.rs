//! The value that an aggregate query takes out of each record.

use dyntables_ask::aggregate::Taken;
use dyntables_ask::field::Field;
use dyntables_ask::function::Form;
use dyntables_values::kind::Kind;

/// What is taken out of a record to get a field's value in a form.
pub(super) fn taken(field: Field, form: Form) -> Taken {
    if form == Form::Identity
        && let Field::Column { key, kind: Kind::Float8, extractor, unique, .. } = &field
        && *extractor == Kind::Float8.extractor()
    {
        // Two numbers are the same if they compare so.
        let (key, unique) = (key.clone(), *unique);
        return Taken::Field(Field::Column {
            key,
            kind: Kind::Numeric,
            extractor: "get_rounded",
            unique,
            typed: None,
        });
    }
    let field = with_all_digits(field);
    match (form, field) {
        (Form::Compared, field) => Taken::Field(field),
        (Form::Stored, Field::Column { key, .. }) => Taken::Stored(key),
        (Form::Stored, Field::Part { key, part, .. }) => {
            let steps = vec![key.to_string(), part.to_owned()];
            Taken::Field(Field::Path { steps, or_whole: false, kind: Kind::Json })
        }
        (Form::Stored, Field::System(system)) => Taken::Shown(system),
        (Form::Identity, Field::Column { key, kind: Kind::Set, .. }) => Taken::Sorted(key),
        // Only a part of these values is compared. They are the same only if the whole is.
        (Form::Identity, Field::Column { key, kind, extractor, .. }) if extractor != kind.extractor() => {
            Taken::Stored(key)
        }
        (Form::Identity | Form::Stored, field) => Taken::Field(field),
    }
}

/// The field with all digits of its numbers, instead of rounded to a double.
fn with_all_digits(field: Field) -> Field {
    let numeric = Kind::Numeric;
    match field {
        Field::Column { key, kind: Kind::Float8, extractor, unique, .. }
            if extractor == Kind::Float8.extractor() =>
        {
            // A plain column has a double, which may have fewer digits than the number in `data`.
            Field::Column { key, kind: numeric, extractor: numeric.extractor(), unique, typed: None }
        }
        Field::Part { key, part, kind: Kind::Float8 } => Field::Part { key, part, kind: numeric },
        field => field,
    }
}
