"""Where the beacon of a page reports. Sets no cookie, answers nothing, and refuses nobody a page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from deflection.recording.page_token import read_page_token
from deflection.recording.reading import note_dwell
from kbsite.limits.taking import Limit, LimitReached, person_or_address, take

# A reader sends one or two a page; the cap holds back a script behind one address, not an office.
BEACONS_A_MINUTE = Limit("beacons", times=240, seconds=60)
LONGEST_DWELL_S = 4 * 3600


# Exempt: sendBeacon cannot carry the token of the form check, and this address changes nothing that a person owns.
@csrf_exempt
@require_POST
def beacon(request: HttpRequest) -> HttpResponse:
    """t: page token, d: seconds the page was visible, s: deepest scroll in percent."""
    token = read_page_token(request.POST.get("t", ""))
    if token is None:
        return HttpResponse("page token is missing, forged or too old", status=400, content_type="text/plain")
    try:
        dwell_s = min(max(float(request.POST.get("d", "")), 0.0), LONGEST_DWELL_S)
        scroll = min(max(float(request.POST.get("s", "")) / 100, 0.0), 1.0)
        take(BEACONS_A_MINUTE, person_or_address(request))
    except ValueError:
        return HttpResponse("d and s must be numbers", status=400, content_type="text/plain")
    except LimitReached as reached:
        return HttpResponse(status=429, headers={"Retry-After": str(reached.retry_after)})
    if dwell_s == dwell_s and scroll == scroll:  # NaN is a float, but no time
        note_dwell(request, token=token, dwell_s=round(dwell_s, 1), scroll=round(scroll, 3))
    return HttpResponse(status=204)
