"""Products come into being in the admin and by imports; imports only know a name."""

from django.utils.text import slugify

from kbsite.catalog.models import Product


def product_named(*, name: str) -> Product | None:
    """The product with this name, made when it is new. None for an empty name. Runs in the caller's transaction."""
    name = name.strip()[:80]
    if not name:
        return None
    slug = slugify(name)[:80] or "product"
    product = Product.objects.filter(slug=slug).first()
    return product or Product.objects.create(name=name, slug=slug)
