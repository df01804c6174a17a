from django.db import migrations

from approvals.triggers import separation_of_duties
from audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]

    operations = [append_only("approvals_decision"), append_only("approvals_involved"), separation_of_duties()]
