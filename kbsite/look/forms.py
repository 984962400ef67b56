from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Labels, hints and errors of every public form field look the same; Wagtail's admin brings its own templates."""

    field_template_name = "components/field.html"
