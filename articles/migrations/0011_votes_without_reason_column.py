from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_reasons_become_rows")]
    operations = [migrations.RemoveField(model_name="articlevote", name="reason")]
