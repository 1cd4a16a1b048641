from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("talks", "0002_region_of_an_approach"),
    ]

    operations = [
        migrations.AddField(
            model_name="line",
            name="left",
            field=models.BooleanField(default=False),
        ),
    ]
