"""Lumo's people and products."""

from kbsite.accounts.joining import open_account
from kbsite.accounts.models import User
from kbsite.accounts.roles import Role
from kbsite.catalog.models import Product
from kbsite.catalog.naming import product_named
from kbsite.demo.content import rows_of
from kbsite.demo.loading import DOMAIN, PASSWORD


def load_people() -> dict[str, User]:
    """By the key that the other files call them by."""
    return {
        row["key"]: open_account(
            email=row["email"],
            display_name=row["name"],
            password=PASSWORD,
            roles=[Role(name) for name in row["roles"]],
            language=row["language"],
        )
        for row in rows_of("people.json")
    }


def load_products() -> None:
    for order, row in enumerate(rows_of("products.json")):
        product = product_named(name=row["name"])
        Product.objects.filter(pk=product.pk).update(sort_order=order)


def demo_accounts():
    """Accounts of the invented company, and the stand-ins for authors of its topics."""
    return User.objects.filter(email__endswith=f"@{DOMAIN}") | User.objects.filter(imported_from__startswith="demo:")
