"""Every table there is, for migrations and tests."""

import app.accounts.models
import app.administration.models
import app.catalogue.models
import app.deliveries.models
import app.history.models
import app.impact.models
import app.intake.models
import app.media.models
import app.notifications.models
import app.orders.models
import app.oversight.models
import app.purchases.models
import app.quarterly.models
import app.reports.goals.models
import app.reports.guests.models
import app.reports.outputs.models
import app.social.models
import app.workshop.counting.models
import app.workshop.erasure.models
import app.workshop.labels.models
import app.workshop.leaving.models
import app.workshop.models
import app.workshop.stock.models  # noqa: F401
from app.core.db import metadata

METADATA = metadata()
