from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.models import ArticleSource
from articles.promoting.crediting import answer_credit
from articles.promoting.origins import origin_named


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: HttpRequest, pk: int) -> HttpResponse:
    """May the article name you? For the one person who gave the answer; everybody else finds nothing."""
    row = get_object_or_404(ArticleSource.objects.filter(contributor=request.user), pk=pk)
    if request.method == "POST":
        may_be_named = request.POST.get("answer") == "yes"
        answer_credit(row=row, by=request.user, may_be_named=may_be_named)
        messages.success(
            request, _("Thank you. The article names you.") if may_be_named else _("Thank you. The article does not name you.")
        )
        return redirect("articles:credit", pk)
    origin = origin_named(row.kind)
    link = origin.links(request.user, [row.key]).get(row.key) if origin else None
    return render(request, "articles/credit/index.html", {"row": row, "origin": link})
