from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0001_figures")]

    operations = [
        migrations.RemoveConstraint(model_name="cell", name="one_cell_a_place"),
        migrations.RenameModel(old_name="Cell", new_name="AreaFigures"),
        migrations.RenameField(model_name="areafigures", old_name="coming", new_name="decisions"),
        migrations.AddConstraint(
            model_name="areafigures",
            constraint=models.UniqueConstraint(fields=("area", "directorate"), name="one_row_of_figures_a_place"),
        ),
        migrations.RenameModel(old_name="Refreshed", new_name="FiguresState"),
        migrations.RenameField(model_name="figuresstate", old_name="mark", new_name="change_token"),
        migrations.RenameField(model_name="figuresstate", old_name="looked_at", new_name="checked_at"),
    ]
