"""Form controls with the classes of the look."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

PLAIN = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput, forms.FileInput)


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control. Django adds aria-describedby and aria-invalid itself; this adds the class."""
    widget = field.field.widget
    if isinstance(widget, PLAIN):
        return field.as_widget()
    css_class = "select" if isinstance(widget, forms.Select) else "textarea" if isinstance(widget, forms.Textarea) else "input"
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{css_class} {own}".strip()})
