"""A start page in each language, linked as translations of one another, under one site. Data, apart from the schema."""

import uuid

from django.db import migrations

TITLES = {"en": "Help", "fi": "Ohjeet", "sv": "Hjälp"}
SLUGS = {"en": "home", "fi": "home-fi", "sv": "home-sv"}
ROOT_PATH = "0001"


def create_start_pages(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("articles", "HomePage")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")

    # Wagtail's "Welcome to your new Wagtail site!", and the site that is rooted there.
    Page.objects.filter(path__startswith=ROOT_PATH, depth=2).delete()
    kind, _ = ContentType.objects.get_or_create(app_label="articles", model="homepage")
    translation_key = uuid.uuid4()
    homes = []
    for number, (language, title) in enumerate(TITLES.items(), start=1):
        locale, _ = Locale.objects.get_or_create(language_code=language)
        slug = SLUGS[language]
        homes.append(
            HomePage.objects.create(
                title=title,
                draft_title=title,
                slug=slug,
                url_path=f"/{slug}/",
                # Historical models know no tree methods; four characters a step.
                path=f"{ROOT_PATH}{number:04d}",
                depth=2,
                numchild=0,
                content_type=kind,
                locale=locale,
                translation_key=translation_key,
                live=True,
            )
        )
    Page.objects.filter(path=ROOT_PATH).update(numchild=len(homes))
    Site.objects.create(hostname="localhost", port=80, root_page_id=homes[0].pk, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_articles_sections_and_votes"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_start_pages, migrations.RunPython.noop)]
