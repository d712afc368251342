"""The rows of the table about reports and administration."""

from typing import Final

OFFICE: Final = """
    GET  /reports                                          none      MLHFX   MLHFX
    GET  /reports/lines                                    none      MLHFX   MLHFX
    GET  /reports/things                                    none      MLHFX   MLHFX
    GET  /reports/lines/{entry_id}                         entry     MLHFX   LFX
    GET  /reports/periods                                  none      LFX     LFX
    GET  /reports/periods/{closed_id}                      closed    LFX     LFX
    GET  /reports/periods/{closed_id}/report.json          closed    LFX     LFX
    GET  /reports/closing                                  none      FX      FX
    POST /reports/closing                                  none      FX      FX
    GET  /reports/restated                                 none      MLHFX   MLHFX
    GET  /reports/lines.csv                                none      HFX     HFX
    POST /reports/made                                     none      MLHFX   MLHFX
    GET  /reports/made/{made_id}                           made      MLHFX   -
    POST /reports/made/{made_id}/again                     made      MLHFX   -
    GET  /reports/made/{made_id}/report.pdf                made      MLHFX   -
    POST /reports/subscriptions                            none      MLHFX   MLHFX
    POST /reports/subscriptions/{subscription_id}/ending   letters   MLHFX   -
    GET  /reports/report.xlsx                              none      HFX     HFX
    GET  /reports/report.json                              none      HFX     HFX

    GET  /reports/goals                                    none      MLHFX   MLHFX
    GET  /reports/goals/new                                none      MHX     MHX
    POST /reports/goals                                    none      MHX     MHX
    GET  /reports/goals/{goal_id}                          goal      MHX     X
    POST /reports/goals/{goal_id}                          goal      MHX     X
    POST /reports/goals/{goal_id}/withdrawal               goal      MHX     X
    GET  /reports/campaigns                                none      MLHFX   MLHFX
    GET  /reports/campaigns/new                            none      MHX     MHX
    POST /reports/campaigns                                none      MHX     MHX
    GET  /reports/campaigns/{campaign_id}                  campaign  MLHFX   LFX
    GET  /reports/campaigns/{campaign_id}/facts            campaign  MHX     X
    POST /reports/campaigns/{campaign_id}/facts            campaign  MHX     X
    POST /reports/campaigns/{campaign_id}/withdrawal       campaign  MHX     X

    GET  /purchases                                        none      AMFX    AMFX
    POST /purchases                                        none      AMFX    AMFX
    POST /purchases/{purchase_id}/removal                  purchase  AMFX    FX
    GET  /purchases/import                                 none      AMFX    AMFX
    GET  /purchases/import.csv                             none      AMFX    AMFX
    POST /purchases/import                                 none      AMFX    AMFX
    GET  /purchases/import/{file_id}                       bought    AMFX    -
    POST /purchases/import/{file_id}                       bought    AMFX    -
    POST /purchases/import/{file_id}/drop             bought    AMFX    -

    GET  /reports/social                                   none      MLHFX   MLHFX
    GET  /reports/social.csv                               table     MLHFX   MLHFX
    GET  /admin/social                                     none      X       X
    POST /admin/social/reading                             none      X       X
    POST /admin/social/months                              none      X       X
    POST /admin/social/progressions                        none      X       X
    POST /admin/social/progressions/{progression_id}/removal  moved  X       X
    POST /admin/social/external                            none      X       X
    POST /admin/social/rules                               none      X       X
    POST /admin/social/releases                            none      X       X

    GET  /oversight                                        none      AMFX    AMFX
    GET  /oversight/overview                               none      FX      FX
    GET  /oversight/overview.csv                           none      FX      FX
    GET  /oversight/{institution_id}/{quarter}             oversight  AMFX   FX
    POST /oversight/{institution_id}/{quarter}/signature   oversight  AM     -
    GET  /oversight/{institution_id}/{quarter}/page.pdf    signed    AMFX    FX

    GET  /admin                                            none      X       X
    GET  /admin/institutions                               none      X       X
    GET  /admin/settings                                   none      X       X
    POST /admin/settings                                   none      X       X
    GET  /admin/people                                     none      X       X
    GET  /admin/people/new                                 none      X       X
    POST /admin/people/new                                 none      X       X
    GET  /admin/people/{person_id}                         person    X       X
    POST /admin/people/{person_id}                         person    X       X
    POST /admin/people/{person_id}/roles                   person    X       X
    POST /admin/people/{person_id}/roles/{held_id}/take    person    X       X
    POST /admin/people/{person_id}/password                person    X       X
    POST /admin/people/{person_id}/access                  person    X       X
    GET  /admin/imports                                    none      X       X
    GET  /admin/imports/{kind}.csv                         sheet     X       X
    POST /admin/imports                                    sheet     X       X
    GET  /admin/imports/{file_id}                          import    X       -
    POST /admin/imports/{file_id}                          import    X       -
    POST /admin/imports/{file_id}/drop                     import    X       -
    GET  /admin/history                                    none      LFX     LFX
    GET  /admin/letters                                    none      X       X
    GET  /reports/municipalities                           none      MLHFX   MLHFX
    GET  /admin/report-guests                              none      X       X
    POST /admin/report-guests                              none      X       X
    POST /admin/report-guests/{guest_id}/end               guest     X       X
    GET  /admin/factors                                    none      X       X
    GET  /admin/factors.csv                                none      X       X
    POST /admin/factors                                    none      X       X
    POST /admin/factors/load                               none      X       X
"""
